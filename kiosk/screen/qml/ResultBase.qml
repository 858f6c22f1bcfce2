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
    readonly property bool isTiles: !isRow && adviceItems.length > 0 && result.mark !== "stop"
    readonly property bool isPair: !isRow && !isTiles
    readonly property bool opens: !isAsking && result.canOpen
}
