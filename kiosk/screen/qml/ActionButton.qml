import QtQuick

// Something to be touched: words beside an icon, 64 px or more.
Rectangle {
    id: button

    required property string text
    required property string icon
    property bool isMain: false
    // Nothing happens yet when it is touched.
    property bool isIdle: false
    // Its sign alone, where there is no room for words.
    property bool isBare: false
    // On each side of what it says.
    property int side: 26
    // Room for its words.
    property real wordsWidth: words.implicitWidth
    signal pressed

    implicitHeight: Theme.touch
    implicitWidth: isBare ? 84 : sign.width + row.spacing + wordsWidth + 2 * side
    radius: 18
    color: isMain ? (area.pressed ? "#2C3D33" : Theme.ink) : (area.pressed ? Theme.blank : Theme.card)
    border.color: isIdle ? Theme.quiet : Theme.ink
    border.width: 2

    function act() {
        if (!isIdle)
            pressed();
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 12

        Icon {
            id: sign

            anchors.verticalCenter: parent.verticalCenter
            name: button.icon
            tone: button.isMain ? Theme.card : button.isIdle ? Theme.quiet : Theme.ink
            size: Theme.size(28)
        }
        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            visible: !button.isBare
            text: button.text
            color: button.isMain ? Theme.card : button.isIdle ? Theme.quiet : Theme.ink
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
    }
    Target {
        id: area

        anchors.fill: parent
        name: button.text
        radius: button.radius
        enabled: !button.isIdle
        onPressedOn: button.act()
    }
}
