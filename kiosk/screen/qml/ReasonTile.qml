import QtQuick

// A reason to be touched: its sign, its words, a tick where it is chosen.
Rectangle {
    id: tile

    required property var reason
    property bool isChosen: false
    property bool isSmall: false
    // Larger letters leave less room for the sign.
    readonly property bool isFull: isSmall && Theme.isLarge
    signal chosen

    implicitHeight: Theme.touch
    radius: Theme.corner
    color: area.pressed ? Theme.blank : Theme.card
    border.color: isChosen ? Theme.ink : Theme.quiet
    border.width: isChosen ? 4 : 2

    Rectangle {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: tile.isFull ? 10 : tile.isSmall ? 14 : 24
        width: tile.isFull ? 40 : tile.isSmall ? 56 : 84
        height: width
        radius: tile.isFull ? 12 : tile.isSmall ? 18 : 26
        color: tile.isChosen ? Theme.ink : Theme.blank

        Icon {
            anchors.centerIn: parent
            name: tile.reason.icon
            tone: tile.isChosen ? Theme.card : Theme.ink
            size: tile.isFull ? 26 : tile.isSmall ? 32 : 44
        }
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: tile.isFull ? 8 : tile.isSmall ? 12 : 20
        anchors.right: parent.right
        anchors.rightMargin: tile.isChosen ? tick.width + tick.anchors.rightMargin : 12
        height: parent.height - 4
        text: tile.reason.title
        font.pixelSize: Theme.isShort ? 26 : tile.isSmall ? Theme.body : Theme.title
        font.weight: Font.Bold
        wrapMode: Text.Wrap
        maximumLineCount: 3
        lineHeight: Theme.isShort ? 0.9 : 0.95
    }
    Icon {
        id: tick

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: tile.isSmall ? 10 : 20
        visible: tile.isChosen
        name: "check"
        size: tile.isSmall ? 26 : 36
    }
    Target {
        id: area

        anchors.fill: parent
        name: tile.reason.title
        role: Accessible.RadioButton
        isChosen: tile.isChosen
        radius: tile.radius
        onPressedOn: tile.chosen()
    }
}
