import QtQuick

// Something behind the screen does not work; scanning does.
Rectangle {
    id: line

    required property string title
    required property string text
    required property string number

    implicitHeight: words.implicitHeight + 26
    radius: Theme.corner
    color: Theme.cautionTint
    border.color: Theme.cautionLine

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 26
        name: "triangle-alert"
        tone: Theme.cautionInk
        size: 42
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 22
        anchors.right: number.left
        anchors.rightMargin: 16

        Words {
            width: parent.width
            text: line.title
            font.pixelSize: Theme.title - 2
            font.weight: Font.Bold
            wrapMode: Text.Wrap
        }
        Words {
            width: parent.width
            text: line.text
            wrapMode: Text.Wrap
        }
    }
    Words {
        id: number

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: 24
        text: line.number
        font.weight: Font.DemiBold
    }
}
