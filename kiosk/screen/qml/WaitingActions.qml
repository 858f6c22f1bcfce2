import QtQuick

// What can be opened by hand while the screen waits.
Row {
    id: actions

    signal opened(string view)

    spacing: 12

    ActionButton {
        objectName: "keypad"
        text: qsTr("screen.keypad.open")
        icon: "keyboard"
        onPressed: actions.opened("keypad")
    }
}
