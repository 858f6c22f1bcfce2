pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// Where the goods were, drawn from coordinates: north above, places numbered in the order of the way.
Rectangle {
    id: box

    required property var map
    readonly property list<var> spots: map.spots
    readonly property real side: Math.max(0, Theme.isPortrait ? Math.min(height - 24, width / 2) : Math.min(width - 24, height - Theme.size(72) - legend.height))

    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    Rectangle {
        id: ground

        x: 12
        y: 12
        width: Theme.isPortrait ? box.side : box.width - 24
        height: box.side
        radius: 16
        color: Theme.goodTint

        Item {
            id: square

            anchors.centerIn: parent
            width: box.side
            height: box.side

            Shape {
                anchors.fill: parent
                antialiasing: true
                preferredRendererType: Shape.CurveRenderer

                ShapePath {
                    strokeColor: Theme.good
                    strokeWidth: 4
                    strokeStyle: ShapePath.DashLine
                    dashPattern: [2, 2]
                    fillColor: "transparent"

                    PathPolyline {
                        path: box.spots.map(spot => Qt.point(spot.x * box.side, spot.y * box.side))
                    }
                }
            }
            Repeater {
                model: box.spots

                Rectangle {
                    id: pin

                    required property var modelData
                    required property int index

                    x: modelData.x * box.side - 16
                    y: modelData.y * box.side - 16
                    width: 32
                    height: 32
                    radius: 16
                    color: modelData.isHere ? Theme.ink : Theme.good
                    border.color: Theme.card
                    border.width: 2

                    Words {
                        anchors.centerIn: parent
                        text: pin.index + 1
                        color: Theme.card
                        font.pixelSize: Theme.small
                        font.weight: Font.Bold
                    }
                }
            }
        }
    }
    Row {
        x: box.width - width - 14
        y: scale.y
        spacing: 2

        Words {
            text: qsTr("map.north")
            font.pixelSize: Theme.small
            font.weight: Font.Bold
        }
        Icon {
            name: "arrow-up"
            tone: Theme.ink
            size: 24
        }
    }
    Column {
        id: scale

        x: Theme.isPortrait ? ground.x + ground.width + 22 : 18
        y: Theme.isPortrait ? box.height - Theme.size(62) : ground.y + ground.height + 4
        width: box.width - x - 12

        Words {
            text: box.map.scale
            font.pixelSize: Theme.small
            color: Theme.quiet
        }
        Rectangle {
            width: box.map.scaleShare * box.side
            height: 5
            color: Theme.ink
        }
    }
    Column {
        id: legend

        x: scale.x
        y: Theme.isPortrait ? 16 : scale.y + scale.height + 8
        width: box.width - x - 14

        Repeater {
            model: box.spots

            Words {
                required property var modelData
                required property int index

                width: parent ? parent.width : 0
                height: Math.max(implicitHeight, Theme.size(34))
                text: (index + 1) + " · " + modelData.name
                font.weight: modelData.isHere ? Font.Bold : Font.Normal
                wrapMode: Text.Wrap
            }
        }
    }
}
