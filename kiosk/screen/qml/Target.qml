import QtQuick

// Whatever can be touched: by a finger, by Return or Space, by an assistive technology. It has a name in the language
// shown, its turn with Tab, and a ring of two colours where the keyboard stands, seen on any ground.
MouseArea {
    id: target

    required property string name
    objectName: parent ? parent.objectName : ""
    property int role: Accessible.Button
    property bool isChosen: false
    property real radius: 18
    // How far the ring stands off; negative: inside.
    property real off: 6
    signal pressedOn

    function press() {
        if (enabled)
            pressedOn();
    }

    // Not taken from what has it: Qt warns.
    activeFocusOnTab: enabled || activeFocus
    Accessible.role: role
    Accessible.name: name
    Accessible.description: enabled ? "" : qsTr("screen.not_now")
    Accessible.focusable: enabled
    Accessible.checkable: role === Accessible.RadioButton
    Accessible.checked: isChosen
    Accessible.onPressAction: press()
    Keys.onReturnPressed: press()
    Keys.onEnterPressed: press()
    Keys.onSpacePressed: press()
    onClicked: press()

    Rectangle {
        objectName: "ring"
        anchors.fill: parent
        anchors.margins: -target.off
        visible: target.activeFocus
        radius: target.radius + target.off
        color: "transparent"
        border.color: Theme.ink
        border.width: 4

        Rectangle {
            anchors.fill: parent
            anchors.margins: 4
            radius: parent.radius - 4
            color: "transparent"
            border.color: Theme.card
            border.width: 3
        }
    }
}
