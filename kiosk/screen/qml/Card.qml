pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// One answer: what it is about, its mark, a heading, facts and items, and who states them.
Rectangle {
    id: box

    required property var card
    property bool isWide: false
    property string bullet
    property bool hasFoot: false
    property int side: Theme.padding
    property bool opens: false
    // The text of an item beside its title, where there is room.
    property bool hasRoom: isWide
    property bool isCompact: false
    // What does not fit is on the next page, of all cards together.
    property int page: 0
    readonly property int pages: paged.pages
    // Which part of it stands on the page shown: there it is touched.
    property real seenFrom: 0
    property real seenTo: height
    signal opened
    readonly property bool isAdvice: card.kind === "advice"
    readonly property bool isNamed: !isAdvice && !isWide && (card.mark === "caution" || card.mark === "stop")
    readonly property bool isBlank: card.mark === "asking" && card.facts.length === 0 && card.lines.length === 0
    readonly property string advised: card.mark === "none" ? "unknown" : card.mark
    readonly property bool isAnswer: card.kind === "authenticity" || card.kind === "why"
    readonly property color headingTone: isBlank ? Theme.quiet : isAnswer && (card.mark === "good" || card.mark === "stop") ? Theme.accent(card.mark) : Theme.ink
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

    // All certificates are laid out alike.
    function isOneLine(): bool {
        let fits = hasRoom;
        for (let at = 0; fits && card.kind === "certification" && at < items.count; at++)
            fits = (items.itemAt(at) as CardItem)?.fitsOneLine ?? true;
        return fits;
    }

    implicitHeight: inside.implicitHeight + 19
    radius: Theme.corner
    color: isAdvice ? Theme.tint(advised) : Theme.card
    border.color: isAdvice ? Theme.edge(advised) : isNamed ? Theme.accent(card.mark) : Theme.line
    border.width: isNamed ? 3 : 1

    ColumnLayout {
        id: inside

        anchors.fill: parent
        anchors.leftMargin: box.side
        anchors.rightMargin: box.side
        anchors.topMargin: 9
        anchors.bottomMargin: 10
        spacing: 2

        CardHead {
            Layout.fillWidth: true
            Layout.fillHeight: false
            icon: box.bullet === "" ? box.icons[box.card.kind] : box.bullet
            title: box.card.title
            mark: box.isAdvice || box.card.mark === "asking" ? "" : box.card.mark
            tone: box.isAdvice ? Theme.ink : Theme.quiet
            opens: box.opens
        }
        Paged {
            id: paged

            Layout.fillWidth: true
            Layout.fillHeight: true
            page: box.page
            // Lines of text may stand closer, items do not.
            isStrict: Theme.isLarge || box.isAdvice || box.card.items.length > 0

            ColumnLayout {
                anchors.fill: parent
                spacing: 2

                Words {
                    Layout.fillWidth: true
                    visible: text !== ""
                    text: box.card.heading
                    color: box.headingTone
                    font.pixelSize: box.isWide ? Theme.heading : Theme.title
                    font.weight: Font.Bold
                    wrapMode: Text.Wrap
                    lineHeight: 0.98
                }
                Blanks {
                    Layout.fillWidth: true
                    Layout.topMargin: 12
                    visible: box.isBlank
                }
                Repeater {
                    model: box.card.kind === "certification" ? [] : box.card.lines

                    CardLine {
                        required property string modelData

                        Layout.fillWidth: true
                        text: modelData
                        bullet: box.bullet
                        size: box.isWide || box.bullet !== "" ? Theme.body : Theme.fact
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
                    Layout.fillHeight: false
                    visible: box.card.facts.length > 0
                    pairs: box.card.facts
                    rowSpacing: box.isWide ? 4 : 1
                    size: box.isWide ? Theme.body : Theme.fact
                }
                Repeater {
                    id: items

                    model: box.isAdvice ? [] : box.card.items

                    CardItem {
                        required property var modelData
                        required property int index

                        Layout.fillWidth: true
                        Layout.fillHeight: false
                        item: modelData
                        isWide: box.isWide
                        isOneLine: box.isOneLine()
                        isRuled: box.isWide || index > 0 || box.card.facts.length > 0
                    }
                }
                Words {
                    Layout.fillWidth: true
                    Layout.topMargin: 4
                    visible: text !== ""
                    text: box.card.kind === "certification" ? box.card.lines.join("\u00a0· ") : ""
                    color: Theme.quiet
                    font.pixelSize: Theme.small
                    wrapMode: Text.Wrap
                }
                Repeater {
                    model: box.isAdvice ? box.card.items : []

                    AdvicePlace {
                        required property var modelData

                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        item: modelData
                        isCompact: box.isCompact
                    }
                }
                Item { Layout.fillHeight: !box.isAdvice }
            }
        }
        Item {
            id: foot

            Layout.fillWidth: true
            implicitHeight: childrenRect.height
            visible: box.hasFoot
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: box.card.statedBy
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
        }
    }
    Target {
        y: box.seenFrom
        width: parent.width
        height: Math.max(0, box.seenTo - box.seenFrom)
        enabled: box.opens && height >= Theme.touch
        visible: enabled
        name: box.card.title
        radius: box.radius
        off: -4
        onPressedOn: box.opened()
    }
}
