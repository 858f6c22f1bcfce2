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
    border.width: 2

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
    Target {
        id: area

        anchors.fill: parent
        enabled: key.isOn
        name: key.name
        radius: key.radius
        onPressedOn: key.act()
    }
}
