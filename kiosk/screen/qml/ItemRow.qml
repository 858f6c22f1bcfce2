import QtQuick
import QtQuick.Layouts

// One certificate or sighting: title and badge, a line of text, who states it; or all of it in one line.
ColumnLayout {
    id: row

    required property var item
    property bool isOneLine: false
    readonly property real beside: title.implicitWidth + oneLine.implicitWidth + pill.width + 74
    readonly property bool fitsOneLine: beside <= width
    readonly property bool isBeside: isOneLine && fitsOneLine

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
            id: title

            Layout.fillWidth: true
            Layout.minimumHeight: Theme.size(32)
            text: row.item.title
            wrapMode: Text.Wrap
            font.pixelSize: Theme.fact
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
        }
        Words {
            id: oneLine

            visible: row.isBeside
            text: row.item.text
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
        Pill {
            id: pill

            Layout.preferredHeight: Theme.size(32)
            visible: row.item.badge !== ""
            text: row.item.badge
            mark: row.item.badgeMark
        }
    }
    Words {
        Layout.fillWidth: true
        visible: !row.isBeside && text !== ""
        text: row.item.text
        color: Theme.quiet
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: row.item.statedBy
        color: Theme.quiet
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
    }
}
