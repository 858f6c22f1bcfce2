pragma ComponentBehavior: Bound
import QtQuick

// What is typed: the number under a bar code, or the code of an establishment.
Row {
    id: kinds

    required property string current
    signal chosen(string kind)

    spacing: 10

    Repeater {
        model: ["number", "place"]

        ActionButton {
            required property string modelData

            objectName: "kind-" + modelData
            width: (kinds.width - kinds.spacing) / 2
            isBare: Theme.isShort && kinds.current === "place"
            text: qsTr("screen.keypad.kind." + modelData)
            icon: modelData === "number" ? "barcode" : "house"
            isMain: kinds.current === modelData
            onPressed: kinds.chosen(modelData)
        }
    }
}
