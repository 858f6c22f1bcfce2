import QtQuick

// The verdict in one line, above what was opened from it.
Rectangle {
    id: bar

    required property string mark
    required property string headline

    implicitHeight: 76
    radius: Theme.corner
    color: Theme.ground(mark)

    MarkIcon {
        id: shape

        anchors.verticalCenter: parent.verticalCenter
        x: 24
        mark: bar.mark
        tone: Theme.on(bar.mark)
        hole: bar.color
        size: 48
    }
    Words {
        objectName: "headline"
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: shape.right
        anchors.leftMargin: 18
        anchors.right: parent.right
        anchors.rightMargin: 24
        height: parent.height
        text: bar.headline
        color: Theme.on(bar.mark)
        font.pixelSize: 40
        font.weight: Font.Bold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.isLarge ? Theme.fact : Theme.title
    }
}
