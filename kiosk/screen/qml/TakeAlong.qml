import QtQuick

// The code that a phone takes along, and what it is for.
Row {
    id: along

    required property string url
    required property string text
    // Three pixels for each of its 35 modules: half a millimetre on a display of 10 inches, for a phone at arm's length.
    property int size: 106
    property bool isMirrored: false
    // Two lines of the longest words, not three.
    property int wide: 138
    // How wide a mirrored one may be: its card's inside.
    property real room: parent ? parent.width : 0

    spacing: 16
    layoutDirection: isMirrored ? Qt.RightToLeft : Qt.LeftToRight
    visible: url !== ""

    Image {
        objectName: "takeAlong"
        width: along.size
        height: along.size
        sourceSize: Qt.size(along.size, along.size)
        cache: false
        source: along.url === "" ? "" : "image://qr/" + encodeURIComponent(along.url)
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        width: along.isMirrored ? Math.min(260, along.room - along.size - along.spacing) : along.wide
        text: along.text
        horizontalAlignment: along.isMirrored ? Text.AlignRight : Text.AlignLeft
        wrapMode: Text.Wrap
        maximumLineCount: 4
    }
}
