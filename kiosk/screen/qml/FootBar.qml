import QtQuick
import Kiosk

// What is touched on every view, where a hand reaches it: at the lower edge of a portrait screen, and of a landscape
// one on which somebody, or the board, chose it so.
Item {
    id: bar

    required property ScreenModel screen
    required property CountdownModel countdown
    property bool canReport: false
    readonly property bool canRaise: Theme.isLow && !Theme.isPortrait && !screen.isAsleep && !screen.ease.isLowForAll
    // Views that end by themselves.
    readonly property list<string> timed: ["result", "answer", "report", "keypad", "practice", "where", "packs"]
    // Beside a button with words.
    readonly property bool isBeside: reporting.visible || screen.view === "trouble"
    signal languageChosen(string language)
    signal lettersChosen(bool isLarge)
    signal reachChosen(bool isLow)
    signal reportPressed
    signal viewOpened(string view)

    implicitHeight: Theme.touch

    CountdownRing {
        visible: Theme.isPortrait && bar.timed.includes(bar.screen.view)
        isBare: true
        countdown: bar.countdown
    }
    ActionButton {
        id: reporting

        objectName: "report"
        visible: Theme.isPortrait && !Theme.isLarge && bar.canReport && bar.screen.view === "result"
        x: Theme.touch + Theme.gap
        side: 16
        text: qsTr("screen.report")
        icon: "flag"
        onPressed: bar.reportPressed()
    }
    WaitingActions {
        visible: Theme.hasFoot && bar.screen.view === "trouble"
        onOpened: view => bar.viewOpened(view)
    }
    ReachButton {
        visible: bar.canRaise && bar.screen.view !== "trouble"
        onChosen: isLow => bar.reachChosen(isLow)
    }
    Row {
        anchors.right: parent.right
        visible: Theme.hasFoot && !bar.screen.isAsleep
        spacing: Theme.gap

        ReachButton {
            visible: bar.canRaise && bar.screen.view === "trouble"
            isBare: Theme.isLarge
            onChosen: isLow => bar.reachChosen(isLow)
        }
        LettersButton {
            side: bar.isBeside ? 16 : 26
            isBare: bar.screen.view === "trouble" && Theme.isLarge
            onChosen: isLarge => bar.lettersChosen(isLarge)
        }
        LanguageSwitch {
            visible: bar.screen.languages.length > 1
            languages: bar.screen.languages
            current: bar.screen.language
            onChosen: language => bar.languageChosen(language)
        }
    }
    WakeHint {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: Theme.hasFoot && bar.screen.isAsleep && bar.screen.languages.length > 1
    }
}
