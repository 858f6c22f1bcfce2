import QtQuick

// The verdict: shape, words, colour. One line is large; it shrinks to 48 px before anything is cut.
Rectangle {
    id: banner

    required property string mark
    required property string overline
    required property string headline
    required property string underline

    implicitHeight: 158
    radius: 28
    color: Theme.ground(mark)

    MarkIcon {
        id: shape

        anchors.verticalCenter: parent.verticalCenter
        x: 32
        mark: banner.mark
        tone: Theme.on(banner.mark)
        hole: banner.color
        size: 104
    }
    Column {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: shape.right
        anchors.leftMargin: 28
        anchors.right: parent.right
        anchors.rightMargin: 28
        spacing: banner.height < 140 ? -2 : 5

        Words {
            width: parent.width
            visible: text !== ""
            text: banner.overline
            color: Theme.on(banner.mark)
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
        Words {
            objectName: "headline"
            width: parent.width
            height: 66
            text: banner.headline
            color: Theme.on(banner.mark)
            font.pixelSize: Theme.headline
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.headlineLeast
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: banner.underline
            color: Theme.on(banner.mark)
            font.pixelSize: Theme.body
        }
    }
}
