import QtQuick

// Something to be touched: words beside an icon, 64 px or more.
Rectangle {
    id: button

    required property string text
    required property string icon
    property bool isMain: false
    // Nothing happens yet when it is touched.
    property bool isIdle: false
    signal pressed

    implicitHeight: Theme.touch
    implicitWidth: row.implicitWidth + 52
    radius: 18
    color: isMain ? (area.pressed ? "#2C3D33" : Theme.ink) : (area.pressed ? Theme.blank : Theme.card)
    border.color: isIdle ? Theme.quiet : Theme.ink
    border.width: activeFocus ? 5 : 2
    activeFocusOnTab: !isIdle
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: button.act()
    Keys.onSpacePressed: button.act()

    function act() {
        if (!isIdle)
            pressed();
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 12

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: button.icon
            tone: button.isMain ? Theme.card : button.isIdle ? Theme.quiet : Theme.ink
            size: 28
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: button.text
            color: button.isMain ? Theme.card : button.isIdle ? Theme.quiet : Theme.ink
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
    }
    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: button.act()
    }
}
