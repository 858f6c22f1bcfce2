pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// The lots behind a PLU: which stall is it from? As many as stand whole on one page, the others behind "next page".
Item {
    id: box

    required property KeypadModel keypad
    required property CountdownModel countdown
    signal chosen(string lot)
    signal unknown
    signal changed
    signal turned

    property int page: 0
    readonly property int columns: Theme.isPortrait || Theme.isLarge ? 1 : 2
    readonly property int rowHeight: Theme.size(124)
    readonly property real high: height - head.implicitHeight - foot.implicitHeight - 3 * Theme.gap
    readonly property real low: Theme.lowRoom - foot.implicitHeight - Theme.gap
    readonly property int rows: Math.max(1, Math.floor(((Theme.isLow ? Math.min(low, high) : high) + 12) / (rowHeight + 12)))
    readonly property int perPage: rows * columns
    readonly property int pages: Math.max(1, Math.ceil(keypad.lots.length / perPage))
    readonly property int from: Math.min(page, pages - 1) * perPage

    onVisibleChanged: page = 0

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        ColumnLayout {
            id: head

            Layout.fillHeight: false
            spacing: Theme.gap

            Words {
                objectName: "choosing"
                Layout.fillWidth: true
                text: box.keypad.choosing
                font.pixelSize: 44
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.heading
            }
            Words {
                Layout.fillWidth: true
                text: qsTr("screen.keypad.announced")
                color: Theme.quiet
                font.pixelSize: Theme.body
                wrapMode: Text.Wrap
                maximumLineCount: 3
            }
        }
        Item {
            Layout.fillHeight: true
        }
        Grid {
            id: grid

            Layout.fillWidth: true
            columns: box.columns
            spacing: 12

            Repeater {
                model: Math.min(box.perPage, box.keypad.lots.length - box.from)

                LotChoice {
                    required property int index

                    objectName: "lot-" + index
                    width: (grid.width - grid.spacing * (box.columns - 1)) / box.columns
                    height: box.rowHeight
                    lot: box.keypad.lots[box.from + index] ?? box.none
                    onPressed: box.chosen(lot.id)
                }
            }
        }
        GridLayout {
            id: foot

            Layout.fillHeight: false
            columns: Theme.isPortrait ? 2 : 5
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            ActionButton {
                objectName: "change"
                text: qsTr("screen.keypad.change")
                icon: "arrow-left"
                onPressed: box.changed()
            }
            ActionButton {
                objectName: "unknown"
                Layout.fillWidth: Theme.isPortrait
                text: qsTr("screen.keypad.unknown")
                icon: "circle-question-mark"
                onPressed: box.unknown()
            }
            Item {
                visible: !Theme.isPortrait
                Layout.fillWidth: true
            }
            MoreButton {
                id: more

                Layout.columnSpan: Theme.isPortrait ? 2 : 1
                Layout.alignment: Qt.AlignRight
                page: box.page
                pages: box.pages
                onPressed: {
                    box.page = more.following;
                    box.turned();
                }
            }
            CountdownRing {
                visible: !Theme.isPortrait
                isBare: true
                countdown: box.countdown
            }
        }
    }

    readonly property var none: ({
            id: "",
            stall: "",
            goods: "",
            producer: "",
            text: ""
        })
}
