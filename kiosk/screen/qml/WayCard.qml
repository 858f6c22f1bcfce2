pragma ComponentBehavior: Bound
import QtQuick

// The way of the goods on a portrait screen, a stop a row.
Rectangle {
    id: card

    required property list<var> stops
    required property bool isBlank
    required property bool isTight

    implicitHeight: rows.implicitHeight + rows.y + 10
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    Row {
        x: Theme.padding
        y: 10
        spacing: 10

        Icon {
            name: "route"
            tone: Theme.quiet
        }
        Words {
            text: qsTr("card.way")
            color: Theme.quiet
            font.weight: Font.DemiBold
        }
    }
    WayRows {
        id: rows

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        y: Theme.size(44)
        rowHeight: Theme.isLarge ? 84 : card.isTight ? 29 : 34
        stops: card.stops
        isBlank: card.isBlank
    }
}
