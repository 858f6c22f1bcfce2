import QtQuick
import QtQuick.Layouts

// One piece of advice as a card of its own, where there is little else to say.
Rectangle {
    id: tile

    required property var item
    required property string mark
    property bool isNarrow: false
    // A title alone, such as a place to return goods to, may be a long name: then it has all the room there is.
    readonly property bool isLong: item.text === "" && item.title.length > 80
    // In the ribbon, above low buttons: a smaller sign leaves room for the words.
    readonly property bool isTight: height < 300

    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: tile.isTight ? 16 : tile.isNarrow ? 20 : 26
        spacing: tile.isTight ? 4 : tile.isNarrow ? 8 : 12

        Rectangle {
            visible: !tile.isLong
            implicitWidth: tile.isTight ? 56 : tile.isNarrow ? 80 : 96
            implicitHeight: implicitWidth
            radius: tile.isTight ? 16 : 26
            color: Theme.tint(tile.mark)

            Icon {
                anchors.centerIn: parent
                name: tile.item.icon
                tone: Theme.accent(tile.mark)
                hole: Theme.tint(tile.mark)
                size: tile.isTight ? 32 : 48
            }
        }
        Words {
            Layout.fillWidth: true
            Layout.topMargin: 6
            text: tile.item.title
            font.pixelSize: tile.isLong ? Theme.small : tile.item.text === "" ? Theme.body : tile.isNarrow ? Theme.title - 2 : Theme.heading
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: tile.isLong ? 12 : tile.item.text === "" ? 6 : 2
        }
        Words {
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: tile.item.text
            font.pixelSize: tile.isNarrow ? Theme.body : Theme.title
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fact
            verticalAlignment: Text.AlignTop
            wrapMode: Text.Wrap
            maximumLineCount: 5
        }
    }
}
