import QtQuick
import QtQuick.Layouts

// One piece of advice: a sign, what to do, and how.
RowLayout {
    id: row

    required property var item

    spacing: 16

    Rectangle {
        Layout.alignment: Qt.AlignVCenter
        implicitWidth: 52
        implicitHeight: 52
        radius: 26
        color: Theme.ink

        Icon {
            anchors.centerIn: parent
            name: row.item.icon
            tone: Theme.card
            hole: Theme.ink
            size: 28
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        Layout.alignment: Qt.AlignVCenter
        spacing: 0

        Words {
            Layout.fillWidth: true
            text: row.item.title
            font.pixelSize: Theme.title - 2
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: row.item.text
            font.pixelSize: Theme.fact
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
    }
}
