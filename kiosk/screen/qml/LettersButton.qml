import QtQuick

// Larger letters, or the usual ones.
ActionButton {
    signal chosen(bool isLarge)

    objectName: "letters"
    text: Theme.isLarge ? qsTr("screen.letters.usual") : qsTr("screen.letters.large")
    icon: "a-large-small"
    isMain: Theme.isLarge
    onPressed: chosen(!Theme.isLarge)
}
