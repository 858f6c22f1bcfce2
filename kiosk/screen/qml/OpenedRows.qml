pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Certificates, stops or checks: as many as stand whole on one page, and the others behind "next page".
Rectangle {
    id: box

    required property var opened
    property bool isSplit: false
    // What does not fit is on the next page.
    property int page: 0
    readonly property int pages: place.pages
    readonly property int cellHeight: opened.kind === "certification" ? 128 : opened.kind === "origin" ? (Theme.isPortrait && !Theme.isLarge ? 56 : 82) : 58
    readonly property int columns: isSplit && opened.rows.length > Math.floor(place.height / cellHeight) ? 2 : 1

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
            Layout.minimumHeight: Theme.size(36)
            text: box.opened.rowsTitle === "" ? box.opened.title : box.opened.rowsTitle
            color: Theme.quiet
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
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
        text: [box.opened.heading, ...box.opened.lines].join("\u00a0· ")
        font.pixelSize: Theme.body
        font.weight: Font.Bold
        wrapMode: Text.Wrap
    }
    Paged {
        id: place

        anchors.left: head.left
        anchors.right: head.right
        anchors.top: heading.visible ? heading.bottom : head.bottom
        anchors.topMargin: heading.visible ? 14 : 6
        anchors.bottom: foot.visible ? foot.top : parent.bottom
        anchors.bottomMargin: foot.visible ? 0 : 4
        page: box.page

        Item {
            anchors.fill: parent
            implicitHeight: rows.implicitHeight

            GridLayout {
                id: rows

                width: parent.width
                columns: box.columns
                columnSpacing: 40
                rowSpacing: 0

                Repeater {
                    model: box.opened.rows

                    OpenedRow {
                        required property var modelData
                        required property int index

                        Layout.fillWidth: true
                        Layout.preferredWidth: 1
                        Layout.minimumHeight: box.cellHeight
                        item: modelData
                        isRuled: index >= box.columns
                    }
                }
            }
        }
    }
    Words {
        id: foot

        anchors.left: head.left
        anchors.right: head.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 10
        visible: box.opened.kind === "certification" && text !== ""
        text: box.opened.statedBy
        color: Theme.quiet
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
    }
}
