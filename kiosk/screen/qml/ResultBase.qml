pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// What a result has to show, whatever the shape of the screen: a row of answers, a pair (why and what to do),
// or a note with advice.
Item {
    id: page

    required property ResultModel result
    required property CountdownModel countdown
    required property bool isAsking
    property bool canReport: false
    property bool canCompare: false
    signal packsOpened
    signal nextPressed
    signal reportPressed
    signal answerOpened(string answer)
    signal touched
    signal reachChosen(bool isLow)

    // The most pages that an item of `cards` has.
    function mostPages(cards: Repeater): int {
        let most = 1;
        for (let i = 0; i < cards.count; i++)
            most = Math.max(most, (cards.itemAt(i) as Card)?.pages ?? 1);
        return most;
    }
    function turn() {
        sheet = (Math.min(sheet, sheets - 1) + 1) % sheets;
        touched();
    }

    // Another verdict, or another label, begins with its first page.
    onAnswersChanged: sheet = 0

    readonly property list<var> answers: result.cards.filter(card => card.kind !== "advice")
    readonly property list<var> advice: result.cards.filter(card => card.kind === "advice")
    readonly property list<var> adviceItems: advice.length === 1 ? advice[0].items : []
    readonly property var nothing: ({
            kind: "advice",
            mark: "none",
            title: "",
            heading: "",
            lines: [],
            facts: [],
            items: [],
            statedBy: ""
        })
    readonly property bool isRow: answers.length >= 2
    // Larger letters have no room for tiles: they are a pair.
    readonly property bool isTiles: !isRow && adviceItems.length > 0 && result.mark !== "stop" && !Theme.isLarge
    readonly property bool isPair: !isRow && !isTiles
    // Of what does not fit, one page at a time.
    property int sheet: 0
    property int sheets: 1
    readonly property bool opens: !isAsking && result.canOpen
}
