import QtQuick
import Kiosk

// The code that a phone takes along, and what it is for.
Row {
    id: along

    required property string url
    required property string text
    property int size: 118

    spacing: 16
    visible: url !== ""

    QrItem {
        objectName: "takeAlong"
        width: along.size
        height: along.size
        text: along.url
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        width: 110
        text: along.text
        wrapMode: Text.Wrap
        maximumLineCount: 4
    }
}
