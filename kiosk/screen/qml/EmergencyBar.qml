import QtQuick

// An emergency beside a result, in the place of the market's name.
Rectangle {
    id: bar

    required property string text

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + 12)
    radius: 18
    color: Theme.ink

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 16
        name: "megaphone"
        tone: Theme.caution
        size: 34
    }
    Words {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 14
        anchors.right: parent.right
        anchors.rightMargin: 16
        text: bar.text
        color: Theme.card
        font.weight: Font.Bold
        wrapMode: Text.Wrap
        maximumLineCount: 2
        lineHeight: 0.95
    }
}
