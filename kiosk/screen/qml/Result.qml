pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// The verdict, its answers, the way of the goods or what to do now. How it is laid out follows from what there is:
// a row of answers with a strip below, a pair (why and what to do), or a note with tiles of advice.
ResultBase {
    id: page

    readonly property bool isTight: height < 680
    readonly property int gap: isTight ? 10 : Theme.gap
    readonly property bool hasStrip: isRow && !Theme.isLarge && (isAsking || adviceItems.length > 0 || result.stops.length > 0)
    // Beside larger letters what to do comes after the answers.
    readonly property bool isAdvised: isRow && Theme.isLarge && adviceItems.length > 0
    readonly property int cardSheets: mostPages(cards)
    readonly property bool isAtAdvice: isAdvised && sheet >= cardSheets
    // The card that has room for the code to take along where there is no strip.
    readonly property int alongCard: isRow ? (hasStrip ? -1 : answers.length - 1) : adviceItems.length > 0 && adviceItems.length < 4 ? 1 : 0

    sheets: cardSheets + (isAdvised ? last.pages : 0)

    ColumnLayout {
        anchors.fill: parent
        spacing: page.gap

        Banner {
            Layout.fillWidth: true
            isTight: page.isTight
            mark: page.result.mark
            overline: page.result.overline
            headline: page.result.headline
            underline: page.result.underline
        }
        RowLayout {
            visible: !page.isTiles && !page.isAtAdvice
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: page.gap

            Repeater {
                id: cards

                model: page.isTiles ? [] : page.isRow ? page.answers : page.result.cards

                Card {
                    id: answer

                    required property var modelData
                    required property int index

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: page.isPair ? (index === 0 ? 650 : 552) : index === 1 ? 434 : 377
                    card: modelData
                    isWide: page.isPair
                    isCompact: Theme.isLarge
                    bullet: page.isRow && modelData.kind === "scheme" ? ["", "check", "x"][index] : ""

                    opens: page.opens && !Theme.isLow
                    onOpened: page.answerOpened(answer.modelData.kind)
                    page: page.sheet
                    hasFoot: index === page.alongCard && page.result.takeAlongUrl !== ""

                    TakeAlong {
                        anchors.right: parent ? parent.right : undefined
                        isMirrored: true
                        url: answer.hasFoot ? page.result.takeAlongUrl : ""
                        text: page.result.takeAlongText
                    }
                }
            }
        }
        Card {
            id: last

            visible: page.isAtAdvice
            Layout.fillWidth: true
            Layout.fillHeight: true
            card: page.isAdvised ? page.advice[0] : page.nothing
            page: Math.max(0, page.sheet - page.cardSheets)
        }
        Strip {
            visible: page.hasStrip
            Layout.fillWidth: true
            stops: page.result.stops
            advice: page.adviceItems
            url: page.result.takeAlongUrl
            urlText: page.result.takeAlongText
            isBlank: page.isAsking
        }
        Note {
            visible: page.isTiles && page.answers.length > 0
            Layout.fillWidth: true
            card: page.answers.length > 0 ? page.answers[0] : null
            mark: page.result.mark
        }
        RowLayout {
            visible: page.isTiles
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: page.gap

            Repeater {
                model: page.isTiles ? page.adviceItems : []

                AdviceTile {
                    required property var modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    item: modelData
                    mark: page.result.mark
                    isNarrow: page.adviceItems.length > 3
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
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
                // Each card opens by its own touch, too.
                visible: page.opens && (Theme.isLow || !(Theme.isLarge && page.canCompare))
                text: qsTr("screen.open")
                icon: "maximize-2"
                onPressed: page.answerOpened("origin")
            }
            ActionButton {
                objectName: "report"
                visible: page.canReport && !page.isAsking
                isBare: !Theme.hasFoot && page.canCompare && page.sheets > 1 || Theme.isLarge && (page.canCompare || page.opens && !Theme.hasFoot)
                text: qsTr("screen.report")
                icon: "flag"
                onPressed: page.reportPressed()
            }
            ActionButton {
                objectName: "packs"
                visible: page.canCompare && !page.isAsking
                isBare: Theme.isShort
                text: qsTr("screen.packs.open")
                icon: "columns-2"
                onPressed: page.packsOpened()
            }
            MoreButton {
                page: page.sheet
                pages: page.sheets
                onPressed: page.turn()
            }
            Item {
                Layout.fillWidth: true
            }
            ReachButton {
                visible: !Theme.hasFoot && !page.isAsking
                isBare: page.sheets > 1 || page.canCompare || Theme.isLarge
                onChosen: isLow => page.reachChosen(isLow)
            }
            CountdownRing {
                visible: !page.isAsking
                isBare: page.canCompare || Theme.isLarge
                countdown: page.countdown
            }
        }
    }
}
