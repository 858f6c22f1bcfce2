import QtQuick
import QtQuick.Layouts

// One certificate or sighting: title and badge, a line of text, who states it.
ColumnLayout {
    id: row

    required property var item

    spacing: -1

    RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        spacing: 10

        Icon {
            name: row.item.icon
            tone: Theme.quiet
            size: 24
        }
        Words {
            Layout.fillWidth: true
            Layout.minimumHeight: 34
            text: row.item.title
            font.pixelSize: Theme.fact
            font.weight: Font.Bold
        }
        Pill {
            visible: row.item.badge !== ""
            text: row.item.badge
            mark: row.item.badgeMark
        }
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: row.item.text
        color: Theme.quiet
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
        maximumLineCount: 2
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: row.item.statedBy
        color: Theme.quiet
        font.pixelSize: Theme.small
    }
}
