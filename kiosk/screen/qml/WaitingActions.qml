import QtQuick

// What can be opened by hand while the screen waits.
Row {
    id: actions

    // Who can hold a label up may first look for its code, and practise.
    property bool isWaiting: false
    signal opened(string view)

    spacing: isWaiting ? 8 : 12

    ActionButton {
        objectName: "practice"
        visible: actions.isWaiting
        side: 14
        isMain: true
        text: qsTr("practice.title")
        icon: "hand"
        onPressed: actions.opened("practice")
    }
    ActionButton {
        objectName: "where"
        visible: actions.isWaiting
        side: 14
        text: qsTr("where.open")
        icon: "search"
        onPressed: actions.opened("where")
    }
    ActionButton {
        objectName: "keypad"
        side: actions.isWaiting ? 14 : 26
        text: qsTr("screen.keypad.open")
        icon: "keyboard"
        onPressed: actions.opened("keypad")
    }
}
