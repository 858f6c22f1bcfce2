import QtQuick

// One piece of advice, in the middle of its share of a card.
Item {
    id: place

    required property var item
    property bool isCompact: false

    implicitHeight: advice.implicitHeight

    AdviceRow {
        id: advice

        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        item: place.item
        isCompact: place.isCompact
    }
}
