import QtQuick

// What who waits is told, one piece at a time: by the market's board, of recalls, of the mark to look for, of the button.
Rectangle {
    id: line

    required property string title
    required property string text
    required property string place
    property string sign: ""
    readonly property bool isWarning: sign === "recall" || sign === "suspension"

    // The same for every turn: what stands above it does not move, but for larger letters, which need their room.
    readonly property int least: Theme.isPortrait ? 140 : 114

    implicitHeight: Theme.isLarge ? Math.max(least, words.implicitHeight + 26) : least
    radius: Theme.corner
    color: isWarning ? Theme.cautionTint : Theme.card
    border.color: isWarning ? Theme.cautionLine : Theme.line

    Icon {
        id: drawn

        anchors.verticalCenter: parent.verticalCenter
        x: line.sign === "mark" ? 16 : 26
        name: line.sign === "suspension" ? "landmark" : line.isWarning ? "triangle-alert" : line.sign === "mark" ? "label-mark" : line.sign === "button" ? "accessibility" : "store"
        tone: line.isWarning ? Theme.cautionInk : Theme.good
        size: line.sign === "mark" ? 80 : 42
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: drawn.right
        anchors.leftMargin: 22
        anchors.right: place.left
        anchors.rightMargin: 16

        Words {
            width: parent.width
            text: line.title
            font.pixelSize: Theme.title - 2
            font.weight: Font.Bold
            fontSizeMode: Theme.isLarge ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Theme.small
            wrapMode: Theme.isLarge ? Text.Wrap : Text.NoWrap
        }
        Words {
            visible: text !== ""
            width: parent.width
            text: line.text
            color: line.isWarning ? Theme.ink : Theme.quiet
            wrapMode: Text.Wrap
        }
    }
    Words {
        id: place

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: 24
        text: line.place
        color: line.isWarning ? Theme.ink : Theme.quiet
    }
}
