import QtQuick
import QtQuick.Layouts
import QtQuick.Shapes

// A verdict as it would be said, in a broken frame: its look, what it means, what to do.
Rectangle {
    id: card

    required property var view

    radius: Theme.corner
    color: Theme.card

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeColor: Theme.quiet
            strokeWidth: 4
            strokeStyle: ShapePath.DashLine
            dashPattern: [4, 3]
            fillColor: "transparent"

            PathRectangle {
                x: 2
                y: 2
                width: card.width - 4
                height: card.height - 4
                radius: Theme.corner
            }
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 24
        spacing: Theme.isCrowded ? 8 : 18

        VerdictBar {
            Layout.fillWidth: true
            mark: card.view.mark
            headline: card.view.headline
        }
        Repeater {
            model: [["lightbulb", card.view.look], ["file-text", card.view.meaning], ["hand", card.view.advice]]

            RowLayout {
                id: row

                required property var modelData

                Layout.fillWidth: true
                Layout.fillHeight: true
                spacing: 20

                Rectangle {
                    implicitWidth: 56
                    implicitHeight: 56
                    radius: 28
                    color: Theme.ink

                    Icon {
                        anchors.centerIn: parent
                        name: row.modelData[0]
                        tone: Theme.card
                        size: 30
                    }
                }
                Words {
                    Layout.fillWidth: true
                    text: row.modelData[1]
                    font.pixelSize: Theme.isCrowded ? Theme.fact : Theme.title
                    wrapMode: Text.Wrap
                    maximumLineCount: 4
                    lineHeight: 0.98
                }
            }
        }
    }
}
