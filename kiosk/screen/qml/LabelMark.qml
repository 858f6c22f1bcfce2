import QtQuick
import QtQuick.Shapes

// What helps, beside the label in the live picture: an arrow to or from it, or a sign.
Item {
    id: mark

    required property string hint
    // Degrees of the way from the label to this mark; 0 is to the right, 90 down.
    required property real bearing
    readonly property bool isArrow: hint === "closer" || hint === "farther"
    readonly property var signs: ({
            hold_still: "hand",
            too_dark: "lightbulb",
            glare: "rotate-3d",
            flatten: "maximize-2"
        })

    width: 132
    height: 132

    Shape {
        anchors.centerIn: parent
        visible: mark.isArrow
        width: 132
        height: 104
        rotation: mark.hint === "closer" ? mark.bearing : mark.bearing + 180
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeColor: Theme.ink
            strokeWidth: 5
            joinStyle: ShapePath.RoundJoin
            fillColor: Theme.caution

            PathSvg {
                path: "M 4 34 L 66 34 L 66 6 L 128 52 L 66 98 L 66 70 L 4 70 Z"
            }
        }
    }
    Rectangle {
        anchors.centerIn: parent
        visible: mark.hint in mark.signs
        width: 112
        height: 112
        radius: 56
        color: Theme.caution
        border.color: Theme.ink
        border.width: 5

        Icon {
            anchors.centerIn: parent
            name: mark.signs[mark.hint] ?? ""
            size: 68
        }
    }
}
