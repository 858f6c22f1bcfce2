import QtQuick
import QtQuick.Shapes
import Kiosk

// How long the result stays: seconds in a ring that empties.
Row {
    id: ring

    required property CountdownModel countdown

    // Without its words, where there is no room for them.
    property bool isBare: false

    spacing: 16

    Words {
        anchors.verticalCenter: parent.verticalCenter
        visible: !ring.isBare
        text: qsTr("screen.returns_in")
        color: Theme.quiet
        font.pixelSize: Theme.small
    }
    Item {
        width: Theme.touch
        height: Theme.touch

        Shape {
            anchors.fill: parent
            antialiasing: true
            preferredRendererType: Shape.CurveRenderer // smooth without multisampling

            ShapePath {
                strokeColor: "#D8D3C4"
                strokeWidth: 6
                fillColor: "transparent"

                PathAngleArc {
                    centerX: 32
                    centerY: 32
                    radiusX: 26
                    radiusY: 26
                    startAngle: 0
                    sweepAngle: 360
                }
            }
            ShapePath {
                strokeColor: Theme.ink
                strokeWidth: 6
                capStyle: ShapePath.RoundCap
                fillColor: "transparent"

                PathAngleArc {
                    centerX: 32
                    centerY: 32
                    radiusX: 26
                    radiusY: 26
                    startAngle: -90
                    sweepAngle: 360 * ring.countdown.share
                }
            }
        }
        Words {
            anchors.centerIn: parent
            text: ring.countdown.remaining
            font.weight: Font.Bold
        }
    }
}
