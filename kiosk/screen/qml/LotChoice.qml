import QtQuick

// One announced lot: its stall, whose goods it is, when it came. One touch takes it.
Rectangle {
    id: choice

    required property var lot
    signal pressed

    radius: 18
    color: area.pressed ? Theme.blank : Theme.card
    border.color: Theme.ink
    border.width: 2

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
    Target {
        id: area

        anchors.fill: parent
        name: choice.lot.stall + ", " + choice.lot.goods + ", " + choice.lot.producer + ", " + choice.lot.text
        radius: choice.radius
        onPressedOn: choice.pressed()
    }
}
