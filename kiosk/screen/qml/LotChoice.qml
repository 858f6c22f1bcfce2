import QtQuick

// One announced lot: its stall, whose goods it is, when it came. One touch takes it.
Rectangle {
    id: choice

    required property var lot
    signal pressed

    radius: 18
    color: area.pressed ? Theme.blank : Theme.card
    border.color: Theme.ink
    border.width: activeFocus ? 5 : 2
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: lot.stall + ", " + lot.goods + ", " + lot.producer + ", " + lot.text
    Keys.onReturnPressed: choice.pressed()
    Keys.onSpacePressed: choice.pressed()

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 20
        name: "store"
        tone: Theme.good
        size: 38
    }
    Column {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 18
        anchors.right: parent.right
        anchors.rightMargin: 18

        Words {
            width: parent.width
            text: choice.lot.stall
            font.pixelSize: Theme.body
            font.weight: Font.Bold
        }
        Words {
            width: parent.width
            text: choice.lot.goods
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
        }
        Words {
            width: parent.width
            text: choice.lot.producer
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
        }
        Words {
            width: parent.width
            text: choice.lot.text
            color: Theme.quiet
        }
    }
    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: choice.pressed()
    }
}
