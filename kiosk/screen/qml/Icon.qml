import QtQuick

// A line icon by name, in one colour; marks have a second colour for their hole.
Image {
    id: icon

    required property string name
    property color tone: Theme.ink
    property color hole: Theme.card
    property int size: 26

    function hex(tone: color): string {
        return tone.toString().slice(-6)
    }

    width: size
    height: size
    sourceSize: Qt.size(width, size)
    visible: name !== ""
    source: name === "" ? "" : "image://icon/" + name + "/" + hex(tone) + "/" + hex(hole)
}
