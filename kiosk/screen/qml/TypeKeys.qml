pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The keys of what is typed: as on a telephone, or digits and letters. Erasing stands behind the last one.
Item {
    id: pad

    required property KeypadModel keypad
    property int most: 400
    signal keyTyped(string key)
    signal keyErased
    signal cleared

    readonly property bool isPlace: keypad.kind === "place"
    // Nine beside each other leave four rows, which fit into the lower half of a landscape screen.
    readonly property bool isWide: isPlace && Theme.isLow && !Theme.isPortrait
    readonly property int columns: isWide ? 9 : isPlace ? 7 : 3
    readonly property int rows: isPlace && !isWide ? 5 : 4
    readonly property int gap: isPlace || Theme.isLow ? 8 : 10
    readonly property int cellWidth: (width - gap * (columns - 1)) / columns
    readonly property int cellHeight: Math.max(Theme.touch, Math.min(92, (most - gap * (rows - 1)) / rows))
    readonly property int count: keypad.keys.length
    // Of a telephone's keys so many stand before the one that clears all, which is left of the zero.
    readonly property int before: isPlace ? count : Math.min(9, count)

    // Where the key at `index` stands: the zero of a telephone is in the middle of its last row.
    function spot(index: int): int {
        return isPlace || index < 9 ? index : index + 1;
    }

    implicitHeight: rows * cellHeight + (rows - 1) * gap

    component CharacterKey: TypeKey {
        required property int number
        readonly property int at: pad.spot(number)

        objectName: "key-" + text
        x: at % pad.columns * (pad.cellWidth + pad.gap)
        y: Math.floor(at / pad.columns) * (pad.cellHeight + pad.gap)
        width: pad.cellWidth
        height: pad.cellHeight
        text: pad.keypad.keys.charAt(number)
        isOn: pad.keypad.keysOn.includes(text)
        onPressed: pad.keyTyped(text)
    }

    Repeater {
        model: pad.before

        CharacterKey {
            required property int index

            number: index
        }
    }
    TypeKey {
        objectName: "clear"
        visible: !pad.isPlace
        y: (pad.rows - 1) * (pad.cellHeight + pad.gap)
        width: pad.cellWidth
        height: pad.cellHeight
        text: ""
        icon: "x"
        name: qsTr("screen.keypad.clear")
        onPressed: pad.cleared()
    }
    Repeater {
        model: pad.count - pad.before

        CharacterKey {
            required property int index

            number: pad.before + index
        }
    }
    TypeKey {
        objectName: "erase"
        readonly property int at: pad.columns * pad.rows - (pad.isPlace ? 2 : 1)

        x: at % pad.columns * (pad.cellWidth + pad.gap)
        y: Math.floor(at / pad.columns) * (pad.cellHeight + pad.gap)
        width: pad.isPlace ? 2 * pad.cellWidth + pad.gap : pad.cellWidth
        height: pad.cellHeight
        text: ""
        icon: "delete"
        name: qsTr("screen.keypad.erase")
        onPressed: pad.keyErased()
    }
}
