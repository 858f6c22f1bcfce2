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
                visible: page.hasSide
                Layout.fillWidth: true
                Layout.fillHeight: !Theme.isPortrait || !page.hasRows
                Layout.preferredWidth: 430
                Layout.preferredHeight: implicitHeight
                opened: page.opened
            }
            OpenedRows {
                id: rows

                visible: page.hasRows
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: page.hasSide ? 410 : 1216
                opened: page.opened
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
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: Theme.isPortrait ? 3 : 6
            columnSpacing: 12
            rowSpacing: 10

            ActionButton {
                objectName: "back"
                Layout.row: Theme.isPortrait ? 1 : 0
                Layout.column: 0
                text: qsTr("screen.back")
                icon: "arrow-left"
                onPressed: page.backPressed()
            }
            Repeater {
                model: ["origin", "certification", "authenticity"]

                ActionButton {
                    required property string modelData
                    required property int index

                    objectName: "tab-" + modelData
                    Layout.row: 0
                    Layout.column: index + (Theme.isPortrait ? 0 : 1)
                    Layout.fillWidth: Theme.isPortrait
                    text: qsTr("card." + modelData)
                    icon: ["map-pin", "award", "shield-check"][index]
                    isMain: page.opened.kind === modelData
                    onPressed: page.answerOpened(modelData)
                }
            }
            ActionButton {
                objectName: "more"
                visible: rows.pages > 1
                Layout.row: Theme.isPortrait ? 1 : 0
                Layout.column: Theme.isPortrait ? 2 : 4
                Layout.alignment: Qt.AlignRight
                text: qsTr("screen.page") + " " + (rows.page + 1) + "/" + rows.pages
                icon: "arrow-right"
                onPressed: {
                    rows.turn();
                    page.touched();
                }
            }
            CountdownRing {
                visible: !Theme.isPortrait
                Layout.row: 0
                Layout.column: 5
                Layout.fillWidth: true
                layoutDirection: Qt.RightToLeft
                isBare: true
                countdown: page.countdown
            }
        }
    }

    readonly property var noMap: ({
            spots: [],
            scale: "",
            scaleShare: 0
        })
}
