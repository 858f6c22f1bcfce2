import QtQuick
import QtQuick.Layouts

// One item of a card, with a line above it where something stands before.
ColumnLayout {
    id: entry

    required property var item
    required property bool isWide
    required property bool isOneLine
    required property bool isRuled
    readonly property bool fitsOneLine: inside.fitsOneLine

    spacing: 2

    Rule {
        Layout.fillWidth: true
        Layout.topMargin: entry.isWide ? 2 : 5
        Layout.bottomMargin: entry.isWide ? 2 : 3
        visible: entry.isRuled
    }
    ItemRow {
        id: inside

        Layout.fillWidth: true
        Layout.fillHeight: false
        item: entry.item
        isOneLine: entry.isOneLine
    }
}
