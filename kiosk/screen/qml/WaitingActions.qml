import QtQuick

// What can be opened by hand while the screen waits.
Row {
    id: actions

    // Who can hold a label up may first look for its code, and practise.
    property bool isWaiting: false
    signal opened(string view)

    spacing: 12

    ActionButton {
        objectName: "keypad"
        text: qsTr("screen.keypad.open")
        icon: "keyboard"
        onPressed: actions.opened("keypad")
    }
    ActionButton {
        objectName: "where"
        visible: actions.isWaiting
        text: qsTr("where.open")
        icon: "search"
        onPressed: actions.opened("where")
    }
}
