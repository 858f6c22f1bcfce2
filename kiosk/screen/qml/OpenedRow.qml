import QtQuick
import QtQuick.Layouts

// One certificate, stop or check with all that is known of it.
Item {
    id: row

    required property var item
    required property bool isRuled

    implicitHeight: inside.implicitHeight + 8

    Rule {
        width: parent.width
        visible: row.isRuled
    }
    ColumnLayout {
        id: inside

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: -2

        RowLayout {
            Layout.fillWidth: true
            spacing: 10

            Icon {
                name: row.item.icon
                tone: Theme.good
                size: 24
            }
            Words {
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.size(32)
                text: row.item.title
                font.weight: Font.Bold
                wrapMode: Text.Wrap
            }
            Words {
                visible: row.item.badgeMark === "none" && text !== ""
                text: row.item.badge
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
            Pill {
                visible: row.item.badge !== "" && row.item.badgeMark !== "none"
                Layout.preferredHeight: Theme.size(32)
                text: row.item.badge
                mark: row.item.badgeMark
            }
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: row.item.more === "" && row.item.icon !== "" ? [row.item.text, row.item.statedBy].filter(one => one !== "").join("\u00a0· ") : row.item.text
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
            lineHeight: 0.95
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: row.item.more
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
        }
        Words {
            Layout.fillWidth: true
            visible: text !== "" && row.item.icon === ""
            text: row.item.statedBy
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
        }
    }
}
