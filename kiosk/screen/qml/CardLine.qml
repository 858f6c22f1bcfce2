import QtQuick

// A line of a card; with a bullet it is one point of a list.
Item {
    id: line

    required property string text
    property string bullet: ""
    property int size: Theme.fact

    implicitHeight: words.implicitHeight + (bullet === "" ? 0 : 18)

    Icon {
        y: 10
        name: line.bullet
        tone: line.bullet === "check" ? Theme.good : Theme.unknown
        size: 26
    }
    Words {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: line.bullet === "" ? 0 : 40
        text: line.text
        font.pixelSize: line.size
        wrapMode: Text.Wrap
    }
}
