pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// Four corners of a frame.
Shape {
    id: corners

    property color tone: Theme.card
    property real arm: 72
    property real bend: 18
    property real stroke: 9

    antialiasing: true
    preferredRendererType: Shape.CurveRenderer

    component Corner: ShapePath {
        id: corner

        required property real atX
        required property real atY
        required property int toX
        required property int toY

        strokeColor: corners.tone
        strokeWidth: corners.stroke
        fillColor: "transparent"
        capStyle: ShapePath.RoundCap
        startX: atX + toX * corners.arm
        startY: atY

        PathLine {
            x: corner.atX + corner.toX * corners.bend
            y: corner.atY
        }
        PathQuad {
            x: corner.atX
            y: corner.atY + corner.toY * corners.bend
            controlX: corner.atX
            controlY: corner.atY
        }
        PathLine {
            x: corner.atX
            y: corner.atY + corner.toY * corners.arm
        }
    }

    Corner {
        atX: 5
        atY: 5
        toX: 1
        toY: 1
    }
    Corner {
        atX: corners.width - 5
        atY: 5
        toX: -1
        toY: 1
    }
    Corner {
        atX: 5
        atY: corners.height - 5
        toX: 1
        toY: -1
    }
    Corner {
        atX: corners.width - 5
        atY: corners.height - 5
        toX: -1
        toY: -1
    }
}
