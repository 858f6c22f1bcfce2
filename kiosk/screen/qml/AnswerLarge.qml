import QtQuick
import QtQuick.Layouts
import Kiosk

// One answer in full in larger letters: what is known, then every certificate or stop, then the map, a page each or more.
Item {
    id: page

    required property AnswerModel answer
    required property ResultModel result
    required property CountdownModel countdown
    readonly property var opened: answer.opened
    readonly property bool hasFacts: opened.kind !== "certification"
    readonly property bool hasRows: opened.rows.length > 0
    readonly property bool hasMap: opened.kind === "origin" && !!opened.map
    readonly property int factSheets: hasFacts ? facts.pages : 0
    readonly property int rowSheets: hasRows ? rows.pages : 0
    readonly property int sheets: factSheets + rowSheets + (hasMap ? 1 : 0)
    readonly property int now: Math.min(sheet, sheets - 1)
    property int sheet: 0
    signal backPressed
    signal answerOpened(string answer)
    signal touched

    onOpenedChanged: sheet = 0

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        VerdictBar {
            Layout.fillWidth: true
            mark: page.result.mark
            headline: page.result.headline
        }
        // All three are laid out, so that their pages are counted; those whose turn it is not stand beside the room.
        Item {
            id: room

            objectName: "pagedRoom"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true

            OpenedFacts {
                id: facts

                visible: page.hasFacts
                x: page.now < page.factSheets ? 0 : room.width + 1
                width: room.width
                height: room.height
                opened: page.opened
                page: page.now
            }
            OpenedRows {
                id: rows

                visible: page.hasRows
                x: page.now >= page.factSheets && page.now < page.factSheets + page.rowSheets ? 0 : room.width + 1
                width: room.width
                height: room.height
                opened: page.opened
                page: Math.max(0, page.now - page.factSheets)
            }
            WayMap {
                visible: page.hasMap
                x: page.now >= page.factSheets + page.rowSheets ? 0 : room.width + 1
                width: room.width
                height: room.height
                map: page.opened.map ?? page.noMap
            }
        }
        AnswerFoot {
            Layout.fillWidth: true
            kind: page.opened.kind
            sheet: page.now
            sheets: page.sheets
            countdown: page.countdown
            onBackPressed: page.backPressed()
            onAnswerOpened: answer => page.answerOpened(answer)
            onTurned: sheet => {
                page.sheet = sheet;
                page.touched();
            }
        }
    }

    readonly property var noMap: ({
            spots: [],
            scale: "",
            scaleShare: 0
        })
}
