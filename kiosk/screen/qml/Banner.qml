import QtQuick

// The verdict: shape, words, colour. One line is large; it shrinks to 48 px before anything is cut.
Rectangle {
    id: banner

    required property string mark
    required property string overline
    required property string headline
    required property string underline
    property bool isTight: false

    implicitHeight: Theme.isPortrait ? Math.max(200, words.implicitHeight + 30) : Math.max(isTight ? 130 : 158, words.implicitHeight + 12)
    radius: 28
    color: Theme.ground(mark)

    MarkIcon {
        id: shape

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.isPortrait ? 24 : 32
        mark: banner.mark
        tone: Theme.on(banner.mark)
        hole: banner.color
        size: Theme.isPortrait ? 88 : 104
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: shape.right
        anchors.leftMargin: Theme.isPortrait ? 22 : 28
        anchors.right: parent.right
        anchors.rightMargin: Theme.isPortrait ? 18 : 28
        spacing: Theme.isPortrait ? 2 : Theme.isLarge ? 0 : banner.isTight ? -2 : 5

        Words {
            width: parent.width
            visible: text !== ""
            text: banner.overline
            color: Theme.on(banner.mark)
            font.pixelSize: text.length > 90 ? Theme.small : Theme.body
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
        }
        Words {
            objectName: "headline"
            width: parent.width
            height: Theme.isPortrait ? 120 : 66
            text: banner.headline
            color: Theme.on(banner.mark)
            font.pixelSize: Theme.isPortrait ? 52 : Theme.headline
            font.weight: Font.Bold
            fontSizeMode: Theme.isPortrait ? Text.Fit : Text.HorizontalFit
            minimumPixelSize: Theme.headlineLeast
            wrapMode: Theme.isPortrait ? Text.Wrap : Text.NoWrap
            maximumLineCount: Theme.isPortrait ? 2 : 1
            lineHeight: Theme.isPortrait ? 0.95 : 1
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: banner.underline
            color: Theme.on(banner.mark)
            font.pixelSize: Theme.body
            wrapMode: Text.Wrap
        }
    }
}
