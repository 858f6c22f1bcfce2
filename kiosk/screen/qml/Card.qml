pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// One answer: what it is about, its mark, a heading, facts and items, and who states them.
Rectangle {
    id: box

    required property var card
    property bool isWide: false
    readonly property bool isAdvice: card.kind === "advice"
    readonly property bool isBlank: card.mark === "asking" && card.facts.length === 0 && card.lines.length === 0
    readonly property var icons: ({
            origin: "map-pin",
            certification: "award",
            authenticity: "shield-check",
            why: "file-text",
            advice: "hand",
            code: "qr-code",
            scheme: "landmark"
        })
    default property alias foot: foot.data

    radius: Theme.corner
    color: isAdvice ? Theme.tint(card.mark === "none" ? "unknown" : card.mark) : Theme.card
    border.color: isAdvice ? Theme.edge(card.mark === "none" ? "unknown" : card.mark) : card.mark === "caution" || card.mark === "stop" ? Theme.accent(card.mark) : Theme.line
    border.width: !isAdvice && (card.mark === "caution" || card.mark === "stop") ? 3 : 1

    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        anchors.topMargin: 10
        anchors.bottomMargin: 12
        spacing: 2

        RowLayout {
            Layout.fillWidth: true
            spacing: 10

            Icon {
                name: box.icons[box.card.kind]
                tone: Theme.quiet
                size: 26
            }
            Words {
                Layout.fillWidth: true
                Layout.minimumHeight: 36
                text: box.card.title
                color: Theme.quiet
                font.weight: Font.DemiBold
            }
            MarkIcon {
                visible: !box.isAdvice && name !== "" && box.card.mark !== "asking"
                mark: box.card.mark
            }
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: box.card.heading
            color: box.card.mark === "asking" ? Theme.quiet : box.card.kind === "origin" ? Theme.ink : box.card.mark === "caution" || box.card.mark === "unknown" ? Theme.ink : Theme.accent(box.card.mark)
            font.pixelSize: box.isWide ? Theme.heading : Theme.title
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: 1.05
        }
        Blanks {
            Layout.fillWidth: true
            Layout.topMargin: 12
            visible: box.isBlank
        }
        Repeater {
            model: box.card.lines

            Words {
                required property string modelData

                Layout.fillWidth: true
                text: modelData
                font.pixelSize: box.isWide ? Theme.body : Theme.fact
                wrapMode: Text.Wrap
                maximumLineCount: 4
            }
        }
        Rule {
            Layout.fillWidth: true
            Layout.topMargin: 4
            Layout.bottomMargin: 4
            visible: box.card.facts.length > 0
        }
        Facts {
            Layout.fillWidth: true
            visible: box.card.facts.length > 0
            rows: box.card.facts
            rowSpacing: box.isWide ? 8 : 1
            size: box.isWide ? Theme.body : Theme.fact
        }
        Repeater {
            model: box.isAdvice ? [] : box.card.items

            ColumnLayout {
                id: entry

                required property var modelData
                required property int index

                Layout.fillWidth: true
                spacing: 2

                Rule {
                    Layout.fillWidth: true
                    Layout.topMargin: 6
                    Layout.bottomMargin: 4
                    visible: entry.index > 0 || box.card.facts.length > 0
                }
                ItemRow {
                    Layout.fillWidth: true
                    item: entry.modelData
                }
            }
        }
        Repeater {
            model: box.isAdvice ? box.card.items : []

            AdviceRow {
                required property var modelData

                Layout.fillWidth: true
                Layout.fillHeight: true
                item: modelData
            }
        }
        Item {
            Layout.fillHeight: !box.isAdvice
        }
        Item {
            id: foot

            Layout.fillWidth: true
            implicitHeight: childrenRect.height
            visible: children.length > 0
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: box.card.statedBy
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
    }
}
