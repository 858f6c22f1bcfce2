import QtQuick
import QtQuick.Layouts

// One piece of advice as a card of its own, where there is little else to say.
Rectangle {
    id: tile

    required property var item
    required property string mark

    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 26
        spacing: 12

        Rectangle {
            implicitWidth: 96
            implicitHeight: 96
            radius: 26
            color: Theme.tint(tile.mark)

            Icon {
                anchors.centerIn: parent
                name: tile.item.icon
                tone: Theme.accent(tile.mark)
                hole: Theme.tint(tile.mark)
                size: 48
            }
        }
        Words {
            Layout.fillWidth: true
            Layout.topMargin: 8
            text: tile.item.title
            font.pixelSize: Theme.heading
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
        Words {
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: tile.item.text
            font.pixelSize: Theme.title
            lineHeight: 1.1
            verticalAlignment: Text.AlignTop
            wrapMode: Text.Wrap
            maximumLineCount: 4
        }
    }
}
