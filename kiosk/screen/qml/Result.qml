pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// The verdict, its answers, the way of the goods or what to do now. How it is laid out follows from what there is.
Item {
    id: page

    required property ResultModel result
    required property CountdownModel countdown
    required property bool isAsking
    signal nextPressed

    readonly property list<var> answers: result.cards.filter(card => card.kind !== "advice")
    readonly property list<var> advice: result.cards.filter(card => card.kind === "advice")
    readonly property list<var> adviceItems: advice.length === 1 ? advice[0].items : []
    readonly property bool isRow: answers.length >= 2
    readonly property bool isTiles: !isRow && adviceItems.length > 0 && result.mark !== "stop"
    readonly property bool isPair: !isRow && !isTiles
    readonly property bool hasStrip: isRow && (isAsking || adviceItems.length > 0 || result.stops.length > 0 || result.takeAlongUrl !== "")

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        Banner {
            Layout.fillWidth: true
            mark: page.result.mark
            overline: page.result.overline
            headline: page.result.headline
            underline: page.result.underline
        }
        RowLayout {
            visible: page.isRow
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.gap

            Repeater {
                model: page.isRow ? page.answers : []

                Card {
                    required property var modelData
                    required property int index

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: index === 1 ? 434 : 377
                    card: modelData
                }
            }
        }
        Strip {
            visible: page.hasStrip
            Layout.fillWidth: true
            Layout.preferredHeight: 138
            stops: page.result.stops
            advice: page.adviceItems
            url: page.result.takeAlongUrl
            urlText: page.result.takeAlongText
            isBlank: page.isAsking
        }
        RowLayout {
            visible: page.isPair
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.gap

            Repeater {
                model: page.isPair ? page.result.cards : []

                Card {
                    id: half

                    required property var modelData
                    required property int index

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: index === 0 ? 668 : 534
                    card: modelData
                    isWide: true

                    TakeAlong {
                        anchors.right: parent ? parent.right : undefined
                        isMirrored: true
                        url: half.index === 0 ? page.result.takeAlongUrl : ""
                        text: page.result.takeAlongText
                    }
                }
            }
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
            spacing: Theme.gap

            Repeater {
                model: page.isTiles ? page.adviceItems : []

                AdviceTile {
                    required property var modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    item: modelData
                    mark: page.result.mark
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: Theme.gap

            ActionButton {
                objectName: "next"
                text: qsTr("screen.next")
                icon: "scan-line"
                isMain: true
                onPressed: page.nextPressed()
            }
            Item {
                Layout.fillWidth: true
            }
            CountdownRing {
                visible: !page.isAsking
                countdown: page.countdown
            }
        }
    }
}
