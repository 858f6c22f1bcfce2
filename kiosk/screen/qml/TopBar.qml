import QtQuick
import Kiosk

// Where this kiosk stands, whether it is online, the time, the letters and the language.
Item {
    id: bar

    required property StatusModel status
    required property ScreenModel screen
    required property BoardModel board
    signal languageChosen(string language)
    signal lettersChosen(bool isLarge)

    readonly property real room: width - right.width - 24
    readonly property bool isReading: ["asking", "result", "answer", "report", "keypad", "practice", "where", "packs"].includes(screen.view)
    readonly property bool isAlarmed: isReading && board.emergency !== ""
    // Larger letters leave no room for what is said elsewhere, too.
    readonly property bool isShort: Theme.isLarge

    implicitHeight: isAlarmed ? Math.max(Theme.touch, alarm.implicitHeight) : Theme.hasFoot ? Theme.size(44) : Theme.isLarge ? 76 : Theme.touch

    Words {
        id: market

        visible: !bar.isAlarmed
        anchors.verticalCenter: parent.verticalCenter
        // Two lines of about one length: a name is broken between its parts, not before its last word.
        width: implicitWidth <= bar.room ? implicitWidth : Math.min(bar.room, Math.ceil(0.62 * implicitWidth))
        text: bar.status.market
        font.weight: Font.Bold
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.small
        height: parent.height
        wrapMode: Text.Wrap
        maximumLineCount: 2
        lineHeight: 0.9
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        anchors.left: market.right
        visible: !bar.isAlarmed && market.implicitWidth + implicitWidth <= bar.room
        text: bar.status.position === "" ? "" : " · " + bar.status.position
        color: Theme.quiet
    }
    EmergencyBar {
        id: alarm

        anchors.verticalCenter: parent.verticalCenter
        visible: bar.isAlarmed
        width: bar.room
        text: bar.board.emergency
    }
    Row {
        id: right

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        Pill {
            anchors.verticalCenter: parent.verticalCenter
            // The ribbon says it, too.
            visible: bar.screen.isDemo && !bar.isShort && !needed.visible && !bar.isAlarmed
            text: qsTr("screen.demo.short")
            mark: "caution"
        }
        Pill {
            id: needed

            anchors.verticalCenter: parent.verticalCenter
            visible: bar.screen.view === "trouble" ? !bar.isShort : bar.status.trouble !== ""
            text: bar.screen.view === "trouble" ? qsTr("screen.camera_off") : qsTr("screen.needs_staff")
            icon: bar.screen.view === "trouble" ? "camera-off" : "triangle-alert"
            mark: "caution"
        }
        Pill {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.screen.view !== "trouble" && bar.status.network !== "unknown" && !(bar.isShort && (needed.visible || bar.isAlarmed))
            text: bar.status.network === "online" ? qsTr("screen.online") : qsTr("screen.offline")
            icon: bar.status.network === "online" ? "wifi" : "wifi-off"
            mark: bar.status.network === "online" ? "good" : "caution"
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            visible: !(bar.isShort && (needed.visible || bar.isAlarmed || bar.screen.isDemo))
            text: bar.status.time
            color: Theme.quiet
        }
        LettersButton {
            visible: !Theme.hasFoot && !bar.screen.isAsleep
            isBare: bar.isAlarmed
            onChosen: isLarge => bar.lettersChosen(isLarge)
        }
        LanguageSwitch {
            visible: !Theme.hasFoot && !bar.screen.isAsleep && bar.screen.languages.length > 1
            languages: bar.screen.languages
            current: bar.screen.language
            onChosen: language => bar.languageChosen(language)
        }
        WakeHint {
            visible: !Theme.hasFoot && bar.screen.isAsleep && bar.screen.languages.length > 1
        }
    }
}
