import QtQuick

// What the market's board tells who waits: one piece at a time.
Rectangle {
    id: line

    required property string title
    required property string text
    required property string place

    implicitHeight: words.implicitHeight + 28
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 26
        name: "store"
        tone: Theme.good
        size: 42
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 22
        anchors.right: place.left
        anchors.rightMargin: 16

        Words {
            width: parent.width
            text: line.title
            font.pixelSize: Theme.title - 2
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: line.text
            color: Theme.quiet
            wrapMode: Text.Wrap
            maximumLineCount: Theme.isPortrait ? 3 : 2
        }
    }
    Words {
        id: place

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: 24
        text: line.place
        color: Theme.quiet
    }
}
