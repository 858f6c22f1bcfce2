import QtQuick
import Kiosk

// Where this kiosk stands, whether it is online, the time, the language.
Item {
    id: bar

    required property StatusModel status
    required property ScreenModel screen
    required property BoardModel board
    signal languageChosen(string language)

    readonly property real room: width - right.width - 24
    readonly property bool isReading: ["asking", "result", "answer", "report", "keypad", "practice", "where", "packs"].includes(screen.view)
    readonly property bool isAlarmed: isReading && board.emergency !== ""

    implicitHeight: Theme.isPortrait && !isAlarmed ? 44 : Theme.touch

    Words {
        id: market

        visible: !bar.isAlarmed
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, bar.room)
        text: bar.status.market
        font.weight: Font.Bold
        wrapMode: Theme.isPortrait ? Text.Wrap : Text.NoWrap
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
            visible: bar.screen.isDemo
            text: qsTr("screen.demo.short")
            mark: "caution"
        }
        Pill {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.screen.view === "trouble" || bar.status.trouble !== ""
            text: bar.screen.view === "trouble" ? qsTr("screen.camera_off") : qsTr("screen.needs_staff")
            icon: bar.screen.view === "trouble" ? "camera-off" : "triangle-alert"
            mark: "caution"
        }
        Pill {
            anchors.verticalCenter: parent.verticalCenter
            visible: bar.screen.view !== "trouble" && bar.status.network !== "unknown"
            text: bar.status.network === "online" ? qsTr("screen.online") : qsTr("screen.offline")
            icon: bar.status.network === "online" ? "wifi" : "wifi-off"
            mark: bar.status.network === "online" ? "good" : "caution"
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: bar.status.time
            color: Theme.quiet
        }
        LanguageSwitch {
            visible: !Theme.isPortrait && !bar.screen.isAsleep && bar.screen.languages.length > 1
            languages: bar.screen.languages
            current: bar.screen.language
            onChosen: language => bar.languageChosen(language)
        }
        WakeHint {
            visible: !Theme.isPortrait && bar.screen.isAsleep && bar.screen.languages.length > 1
        }
    }
}
