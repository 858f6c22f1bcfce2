import QtQuick
import Kiosk

// What is touched on every view, where a hand reaches it: the lower edge of a portrait screen.
Item {
    id: bar

    required property ScreenModel screen
    required property CountdownModel countdown
    signal languageChosen(string language)

    implicitHeight: Theme.touch

    CountdownRing {
        visible: bar.screen.view === "result" || bar.screen.view === "answer"
        countdown: bar.countdown
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
