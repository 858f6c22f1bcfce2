pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Certificates, stops or checks: as many as stand whole on one page, and the others behind "next page".
Rectangle {
    id: box

    required property var opened
    property bool isSplit: false
    property int page: 0
    readonly property int cellHeight: opened.kind === "certification" ? 128 : opened.kind === "origin" ? (Theme.isPortrait ? 56 : 82) : 58
    readonly property int perColumn: Math.max(1, Math.floor(place.height / cellHeight))
    readonly property int columns: isSplit && opened.rows.length > perColumn ? 2 : 1
    readonly property int perPage: perColumn * columns
    readonly property int pages: Math.max(1, Math.ceil(opened.rows.length / perPage))
    readonly property int from: Math.min(page, pages - 1) * perPage
    readonly property list<var> shown: opened.rows.slice(from, from + perPage)

    function turn() {
        page = (Math.min(page, pages - 1) + 1) % pages;
    }

    onOpenedChanged: page = 0

    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    RowLayout {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        anchors.topMargin: 10
        spacing: 10

        Icon {
            name: box.opened.kind === "certification" ? "award" : box.opened.kind === "origin" ? "route" : "store"
            tone: Theme.quiet
        }
        Words {
            Layout.fillWidth: true
            Layout.preferredHeight: 36
            text: box.opened.rowsTitle === "" ? box.opened.title : box.opened.rowsTitle
            color: Theme.quiet
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
        MarkIcon {
            visible: box.opened.kind === "certification" && name !== ""
            mark: box.opened.mark
        }
    }
    Words {
        id: heading

        anchors.left: head.left
        anchors.right: head.right
        anchors.top: head.bottom
        visible: box.opened.kind === "certification"
        height: visible ? 36 : 0
        text: [box.opened.heading, ...box.opened.lines].join(" · ")
        font.pixelSize: Theme.body
        font.weight: Font.Bold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.small
    }
    Item {
        id: place

        anchors.left: head.left
        anchors.right: head.right
        anchors.top: heading.bottom
        anchors.topMargin: 6
        anchors.bottom: foot.top

        Repeater {
            model: box.shown

            OpenedRow {
                required property var modelData
                required property int index

                x: Math.floor(index / box.perColumn) * (place.width + 40) / box.columns
                y: (index % box.perColumn) * box.cellHeight
                width: (place.width - 40 * (box.columns - 1)) / box.columns
                height: box.cellHeight
                item: modelData
                isRuled: index % box.perColumn > 0
            }
        }
    }
    Words {
        id: foot

        anchors.left: head.left
        anchors.right: head.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: visible ? 10 : 4
        height: visible ? 28 : 0
        visible: box.opened.kind === "certification" && text !== ""
        text: box.opened.statedBy
        color: Theme.quiet
        font.pixelSize: Theme.small
    }
}
