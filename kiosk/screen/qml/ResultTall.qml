pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// A result on a portrait screen: the verdict above, the answers below it, what is touched in the lower half.
ResultBase {
    id: page

    readonly property bool isTight: height < 1080
    readonly property int gap: isTight ? 8 : 10
    // Origin and authenticity side by side, the certificates below them; cards of a scheme one below the other.
    // Larger letters have them all one below the other.
    readonly property bool isThree: isRow && !Theme.isLarge && answers.some(card => card.kind === "certification")
    // As one reads them.
    readonly property list<var> ordered: isThree ? answers.filter(card => card.kind !== "certification").concat(answers.filter(card => card.kind === "certification")) : answers

    sheets: flow.pages

    function place(kind: string, index: int): point {
        if (!isThree)
            return Qt.point(0, index);
        return kind === "origin" ? Qt.point(0, 0) : kind === "authenticity" ? Qt.point(1, 0) : Qt.point(0, 1);
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: page.gap

        Banner {
            Layout.fillWidth: true
            mark: page.result.mark
            overline: page.result.overline
            headline: page.result.headline
            underline: page.result.underline
        }
        Paged {
            id: flow

            Layout.fillWidth: true
            Layout.fillHeight: true
            page: page.sheet
            isStrict: true

            GridLayout {
                anchors.fill: parent
                columns: 1
                rowSpacing: page.gap

                Note {
                    Layout.row: 0
                    visible: page.isTiles && page.answers.length > 0
                    Layout.fillWidth: true
                    card: page.answers.length > 0 ? page.answers[0] : null
                    mark: page.result.mark
                }
                GridLayout {
                    id: grid

                    visible: !page.isTiles
                    Layout.row: 2
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    columns: page.isThree ? 2 : 1
                    rowSpacing: page.gap
                    columnSpacing: page.gap

                    Repeater {
                        model: page.isTiles ? [] : page.ordered

                        Card {
                            id: answer

                            required property var modelData
                            required property int index
                            readonly property point spot: page.place(modelData.kind, index)
                            readonly property bool isHalf: page.isThree && modelData.kind !== "certification"

                            Layout.row: spot.y
                            Layout.column: spot.x
                            Layout.columnSpan: page.isThree && !isHalf ? 2 : 1
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            Layout.preferredWidth: !isHalf ? 736 : modelData.kind === "origin" ? 348 : 378
                            Layout.preferredHeight: implicitHeight
                            card: modelData
                            side: isHalf ? 18 : Theme.padding
                            isWide: page.isPair
                            hasRoom: !isHalf
                            bullet: page.isRow && modelData.kind === "scheme" ? ["", "check", "x"][index] : ""
                            seenFrom: flow.isWhole ? 0 : Math.max(0, flow.now.from - grid.y - y)
                            seenTo: flow.isWhole ? height : Math.min(height, flow.now.to - grid.y - y)
                            opens: page.opens && !Theme.isLow
                            onOpened: page.answerOpened(answer.modelData.kind)
                        }
                    }
                }
                WayCard {
                    Layout.row: 3
                    visible: page.isRow && (page.isAsking || page.result.stops.length > 0)
                    Layout.fillWidth: true
                    stops: page.result.stops
                    isBlank: page.isAsking
                    isTight: page.isTight
                }
                Card {
                    visible: page.advice.length > 0
                    // In larger letters not all stands on one page: what to do goes before numbers of documents.
                    Layout.row: Theme.isLarge && page.isPair ? 1 : 4
                    Layout.fillWidth: true
                    Layout.fillHeight: !page.isRow
                    Layout.preferredHeight: implicitHeight
                    card: page.advice.length > 0 ? page.advice[0] : page.nothing
                    isCompact: page.isRow
                }
                TakeAlong {
                    visible: Theme.isLarge && url !== ""
                    Layout.row: 5
                    Layout.margins: Theme.padding
                    url: page.result.takeAlongUrl
                    text: page.result.takeAlongText
                    wide: 300
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: page.gap

            Flow {
                Layout.fillWidth: true
                spacing: page.gap

                ActionButton {
                    objectName: "next"
                    text: qsTr("screen.next")
                    icon: "scan-line"
                    isMain: true
                    onPressed: page.nextPressed()
                }
                ActionButton {
                    objectName: "open"
                    visible: page.opens
                    text: qsTr("screen.open")
                    icon: "maximize-2"
                    onPressed: page.answerOpened("origin")
                }
                ActionButton {
                    objectName: "report"
                    visible: Theme.isLarge && page.canReport && !page.isAsking
                    text: qsTr("screen.report")
                    icon: "flag"
                    onPressed: page.reportPressed()
                }
                ActionButton {
                    objectName: "packs"
                    visible: page.canCompare && !page.isAsking
                    text: qsTr("screen.packs.open")
                    icon: "columns-2"
                    side: page.isTight ? 18 : 26
                    onPressed: page.packsOpened()
                }
                MoreButton {
                    page: page.sheet
                    pages: page.sheets
                    side: page.isTight ? 18 : 26
                    onPressed: page.turn()
                }
            }
            TakeAlong {
                visible: !Theme.isLarge && url !== ""
                Layout.rightMargin: 8
                url: page.result.takeAlongUrl
                text: page.result.takeAlongText
            }
        }
    }
}
