import QtQuick

// One piece of advice: a sign, what to do, and how.
Item {
    id: row

    required property var item
    property bool isCompact: false
    readonly property bool isDrawing: item.icon === "pack-codes"

    implicitHeight: Math.max(isDrawing ? 96 : Theme.size(52), words.implicitHeight)

    Rectangle {
        id: sign

        // At the top of larger letters: where not all of it fits on a page, they are cut below the sign.
        y: Theme.isLarge ? 0 : (parent.height - height) / 2
        width: row.isDrawing ? 86 : Theme.size(52)
        height: row.isDrawing ? 96 : Theme.size(52)
        radius: height / 2
        color: row.isDrawing ? "transparent" : Theme.ink

        Icon {
            anchors.centerIn: parent
            name: row.item.icon
            tone: row.isDrawing ? Theme.ink : Theme.card
            hole: row.isDrawing ? Theme.card : Theme.ink
            size: row.isDrawing ? 96 : Theme.size(28)
            width: row.isDrawing ? 86 : size
        }
    }
    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 16
        anchors.right: parent.right

        Words {
            width: parent.width
            text: row.item.title
            font.pixelSize: row.isCompact || row.item.text === "" ? Theme.body : Theme.title - 2
            font.weight: Font.Bold
            wrapMode: Text.Wrap
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: row.item.text
            font.pixelSize: row.isCompact ? Theme.small : Theme.fact
            wrapMode: Text.Wrap
        }
    }
}
