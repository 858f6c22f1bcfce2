pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// One answer in full: what is known, every certificate or stop, where on the map, and who states it.
Item {
    id: page

    required property AnswerModel answer
    required property ResultModel result
    required property CountdownModel countdown
    readonly property var opened: answer.opened
    readonly property bool isWay: opened.kind === "origin"
    readonly property bool hasSide: opened.kind !== "certification"
    readonly property bool hasRows: opened.rows.length > 0
    signal backPressed
    signal answerOpened(string answer)
    signal touched
    // What does not fit is on the next page.
    property int sheet: 0

    function turn(to: int) {
        sheet = to;
        touched();
    }

    onOpenedChanged: sheet = 0

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        VerdictBar {
            Layout.fillWidth: true
            mark: page.result.mark
            headline: page.result.headline
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait ? 1 : 3
            rowSpacing: Theme.gap
            columnSpacing: Theme.gap

            OpenedFacts {
                id: facts

                visible: page.hasSide
                Layout.fillWidth: true
                Layout.fillHeight: !Theme.isPortrait || !page.hasRows
                Layout.preferredWidth: 430
                // Beside rows it has at most half of a portrait screen, and pages of its own.
                Layout.preferredHeight: Theme.isPortrait && page.hasRows ? Math.min(implicitHeight, page.height * 0.45) : implicitHeight
                opened: page.opened
                page: page.sheet
            }
            OpenedRows {
                id: rows

                visible: page.hasRows
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: page.hasSide ? 410 : 1216
                opened: page.opened
                page: page.sheet
                isSplit: !page.hasSide && !Theme.isPortrait
            }
            WayMap {
                visible: page.isWay && !!page.opened.map
                Layout.fillWidth: true
                Layout.fillHeight: !Theme.isPortrait
                Layout.preferredWidth: 348
                Layout.preferredHeight: Theme.isPortrait ? 210 : 400
                map: page.opened.map ?? page.noMap
            }
        }
        AnswerFoot {
            Layout.fillWidth: true
            kind: page.opened.kind
            sheet: page.sheet
            sheets: Math.max(facts.visible ? facts.pages : 1, rows.visible ? rows.pages : 1)
            countdown: page.countdown
            onBackPressed: page.backPressed()
            onAnswerOpened: answer => page.answerOpened(answer)
            onTurned: sheet => page.turn(sheet)
        }
    }

    readonly property var noMap: ({
            spots: [],
            scale: "",
            scaleShare: 0
        })
}
