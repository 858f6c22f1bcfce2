pragma ComponentBehavior: Bound
import QtQuick

// What is typed: the number under a bar code, or the code of an establishment.
Grid {
    id: kinds

    required property string current
    signal chosen(string kind)

    columns: Theme.isShort ? 1 : 2
    spacing: 10

    Repeater {
        model: ["number", "place"]

        ActionButton {
            required property string modelData

            objectName: "kind-" + modelData
            width: (kinds.width - kinds.spacing * (kinds.columns - 1)) / kinds.columns
            text: qsTr("screen.keypad.kind." + modelData)
            icon: modelData === "number" ? "barcode" : "house"
            isMain: kinds.current === modelData
            onPressed: kinds.chosen(modelData)
        }
    }
}
