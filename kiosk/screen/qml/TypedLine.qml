import QtQuick
import QtQuick.Layouts
import Kiosk

// What was typed, and below it how far it is, in words.
Rectangle {
    id: line

    required property KeypadModel keypad

    implicitHeight: Theme.isLarge ? 206 : 158
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.ink
    border.width: 2
    Accessible.role: Accessible.StaticText
    Accessible.name: keypad.text + ". " + keypad.feedback

    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        anchors.topMargin: 8
        anchors.bottomMargin: 10
        spacing: 4

        Words {
            objectName: "typed"
            Layout.fillWidth: true
            Layout.preferredHeight: 72
            text: line.keypad.text === "" ? "–" : line.keypad.text
            color: line.keypad.text === "" ? Theme.quiet : Theme.ink
            font.pixelSize: 56
            font.weight: Font.Bold
            font.letterSpacing: 3
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 32
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 10

            Icon {
                visible: line.keypad.isWhole || line.keypad.mark === "caution"
                name: line.keypad.mark === "caution" ? "triangle-alert" : "check"
                tone: line.keypad.mark === "caution" ? Theme.cautionInk : Theme.ink
                size: 28
            }
            Words {
                objectName: "feedback"
                Layout.fillWidth: true
                text: line.keypad.feedback
                color: line.keypad.mark === "caution" ? Theme.cautionInk : Theme.ink
                font.pixelSize: Theme.fact
                font.weight: line.keypad.isWhole ? Font.DemiBold : Font.Normal
                wrapMode: Text.Wrap
                maximumLineCount: Theme.isLarge ? 3 : 2
                lineHeight: 0.95
            }
        }
    }
}
