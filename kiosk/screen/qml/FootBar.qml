import QtQuick
import Kiosk

// What is touched on every view, where a hand reaches it: the lower edge of a portrait screen.
Item {
    id: bar

    required property ScreenModel screen
    required property CountdownModel countdown
    property bool canReport: false
    property bool canCompare: false
    signal languageChosen(string language)
    signal reportPressed
    signal viewOpened(string view)

    // Views that end by themselves.
    readonly property list<string> timed: ["result", "answer", "report", "keypad", "practice", "where", "packs"]

    implicitHeight: Theme.touch

    CountdownRing {
        visible: bar.timed.includes(bar.screen.view)
        isBare: reporting.visible || comparing.visible
        countdown: bar.countdown
    }
    ActionButton {
        id: reporting

        objectName: "report"
        visible: bar.canReport && bar.screen.view === "result"
        x: Theme.touch + Theme.gap
        text: qsTr("screen.report")
        icon: "flag"
        onPressed: bar.reportPressed()
    }
    ActionButton {
        id: comparing

        objectName: "packs"
        visible: bar.canCompare && bar.screen.view === "result"
        x: reporting.visible ? reporting.x + reporting.width + Theme.gap : Theme.touch + Theme.gap
        text: qsTr("screen.packs.open")
        icon: "columns-2"
        onPressed: bar.viewOpened("packs")
    }
    WaitingActions {
        visible: bar.screen.view === "trouble"
        onOpened: view => bar.viewOpened(view)
    }
    LanguageSwitch {
        anchors.right: parent.right
        visible: !bar.screen.isAsleep && bar.screen.languages.length > 1
        languages: bar.screen.languages
        current: bar.screen.language
        onChosen: language => bar.languageChosen(language)
    }
    WakeHint {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: bar.screen.isAsleep && bar.screen.languages.length > 1
    }
}
