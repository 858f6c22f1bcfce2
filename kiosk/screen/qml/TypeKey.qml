import QtQuick

// One key: a character, or an icon beside its name. What may not come next is faint, and does nothing.
Rectangle {
    id: key

    required property string text
    property string icon: ""
    property string name: text
    property bool isOn: true
    signal pressed

    implicitWidth: Theme.touch
    implicitHeight: Theme.touch
    radius: 14
    color: area.pressed && isOn ? Theme.blank : isOn ? Theme.card : Theme.paper
    border.color: isOn ? Theme.ink : Theme.line
    border.width: activeFocus ? 5 : 2
    activeFocusOnTab: isOn
    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.focusable: isOn
    Keys.onReturnPressed: key.act()
    Keys.onSpacePressed: key.act()

    function act() {
        if (isOn)
            pressed();
    }

    Words {
        visible: key.icon === ""
        anchors.centerIn: parent
        text: key.icon === "" ? key.text : ""
        color: key.isOn ? Theme.ink : Theme.quiet
        font.pixelSize: 32
        font.weight: key.isOn ? Font.DemiBold : Font.Normal
    }
    Row {
        visible: key.icon !== ""
        anchors.centerIn: parent
        spacing: 8

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: key.icon
            size: 28
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: key.icon === "" ? "" : key.name
            font.weight: Font.DemiBold
        }
    }
    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: key.act()
    }
}
