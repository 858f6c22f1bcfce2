import QtQuick

// What can be opened by hand while the screen waits.
Flow {
    id: actions

    // Who can hold a label up may first look for its code, and practise.
    property bool isWaiting: false
    signal opened(string view)
    signal reachChosen(bool isLow)

    readonly property int side: isWaiting ? (Theme.isLarge ? 8 : 14) : Theme.isLarge && Theme.hasFoot ? 14 : 26

    spacing: isWaiting ? 8 : 12

    ActionButton {
        objectName: "practice"
        visible: actions.isWaiting
        side: actions.side
        text: qsTr("practice.title")
        icon: "hand"
        onPressed: actions.opened("practice")
    }
    ActionButton {
        objectName: "where"
        visible: actions.isWaiting
        side: actions.side
        text: qsTr("where.open")
        icon: "search"
        onPressed: actions.opened("where")
    }
    ActionButton {
        objectName: "keypad"
        side: actions.side
        text: qsTr("screen.keypad.open")
        icon: "keyboard"
        onPressed: actions.opened("keypad")
    }
    // In usual letters it stands beside the promise.
    ReachButton {
        visible: actions.isWaiting && Theme.isLarge && !Theme.hasFoot
        side: actions.side
        onChosen: isLow => actions.reachChosen(isLow)
    }
}
