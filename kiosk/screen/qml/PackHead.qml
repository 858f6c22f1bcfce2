import QtQuick

// One of two packs: its verdict by shape, colour and words, and what it is.
Rectangle {
    id: head

    required property var pack
    required property bool isLong

    implicitHeight: words.implicitHeight + 20
    radius: Theme.corner
    color: Theme.ground(pack.mark)

    MarkIcon {
        id: shape

        x: Theme.isPortrait ? 14 : 22
        y: 18
        mark: head.pack.mark
        tone: Theme.on(head.pack.mark)
        hole: head.color
        size: Theme.isPortrait ? 48 : 64
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: shape.right
        anchors.leftMargin: Theme.isPortrait ? 12 : 20
        anchors.right: parent.right
        anchors.rightMargin: 16
        spacing: 2

        Words {
            width: parent.width
            text: head.pack.which
            color: Theme.on(head.pack.mark)
            font.pixelSize: Theme.small
        }
        Words {
            width: parent.width
            height: Theme.isLarge || Theme.isPortrait ? 92 : 72
            text: head.pack.headline
            color: Theme.on(head.pack.mark)
            font.pixelSize: 32
            font.weight: Font.Bold
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.isLarge ? 26 : 22
            wrapMode: Text.Wrap
            maximumLineCount: Theme.isLarge || Theme.isPortrait ? 3 : 2
            lineHeight: 0.95
        }
        Words {
            width: parent.width
            text: head.pack.goods
            color: Theme.on(head.pack.mark)
            font.pixelSize: Theme.isPortrait || head.isLong ? Theme.small : Theme.fact
            wrapMode: Text.Wrap
            maximumLineCount: Theme.isLarge ? 6 : Theme.isPortrait ? 3 : 2
        }
    }
}
