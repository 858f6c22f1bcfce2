import QtQuick

// What can be opened by hand while the screen waits.
Flow {
    id: actions

    // Who can hold a label up may first look for its code, and practise.
    property bool isWaiting: false
    // Beside an emergency in larger letters there is room for signs.
    property bool isTight: false
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
        isBare: actions.isTight
        text: qsTr("where.open")
        icon: "search"
        onPressed: actions.opened("where")
    }
    ActionButton {
        objectName: "keypad"
        side: actions.isWaiting ? 14 : 26
        isBare: actions.isWaiting && Theme.isLarge
        text: qsTr("screen.keypad.open")
        icon: "keyboard"
        onPressed: actions.opened("keypad")
    }
}
