import QtQuick

// An emergency before who waits: before everything else, in no colour of a verdict.
Rectangle {
    id: banner

    required property string text
    required property string place

    implicitHeight: words.implicitHeight + 36
    radius: Theme.corner
    color: Theme.ink

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 26
        name: "megaphone"
        tone: Theme.caution
        size: 52
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 24
        anchors.right: place.left
        anchors.rightMargin: 20

        Words {
            width: parent.width
            text: qsTr("screen.emergency")
            color: Theme.caution
            font.pixelSize: Theme.body
            font.weight: Font.Bold
        }
        Words {
            width: parent.width
            text: banner.text
            color: Theme.card
            font.pixelSize: Theme.heading
            font.weight: Font.Bold
            wrapMode: Text.Wrap
        }
    }
    Words {
        id: place

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: 26
        text: banner.place
        color: Theme.card
    }
}
