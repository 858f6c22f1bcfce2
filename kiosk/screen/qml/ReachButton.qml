import QtQuick

// All that is touched in the lower half of a landscape screen, for who sits before it; or where it usually is.
ActionButton {
    signal chosen(bool isLow)

    objectName: "reach"
    text: Theme.isLow ? qsTr("screen.reach.usual") : qsTr("screen.reach.low")
    icon: "accessibility"
    isMain: Theme.isLow
    onPressed: chosen(!Theme.isLow)
}
