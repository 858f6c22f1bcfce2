pragma ComponentBehavior: Bound
import QtQuick

// What is typed: the number under a bar code, or the code of an establishment.
Item {
    id: kinds

    required property string current
    signal chosen(string kind)

    // Beside the wide keys of an establishment's code larger letters have no room for two in a row.
    readonly property bool isStacked: Theme.isShort && current === "place"
    readonly property int gap: 10

    implicitHeight: isStacked ? 2 * Theme.touch + gap : Theme.touch

    Repeater {
        model: ["number", "place"]

        ActionButton {
            required property string modelData
            required property int index

            objectName: "kind-" + modelData
            x: kinds.isStacked ? 0 : index * (width + kinds.gap)
            y: kinds.isStacked ? index * (Theme.touch + kinds.gap) : 0
            width: kinds.isStacked ? kinds.width : (kinds.width - kinds.gap) / 2
            text: qsTr("screen.keypad.kind." + modelData)
            icon: modelData === "number" ? "barcode" : "house"
            isMain: kinds.current === modelData
            onPressed: kinds.chosen(modelData)
        }
    }
}
