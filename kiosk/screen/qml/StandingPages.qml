pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The pages of what stands instead of waiting.
QtObject {
    id: pages

    required property StandingModel standing
    required property BoardModel board
    readonly property Component starting: Component {
        Standstill {
            board: pages.board
            icon: "refresh-cw"
            headline: qsTr("screen.starting")
            text: qsTr("screen.starting.text")
        }
    }
    readonly property Component closed: Component {
        Standstill {
            board: pages.board
            icon: "clock"
            headline: qsTr("screen.closed")
            text: pages.standing.opens
            more: qsTr("screen.closed.text")
        }
    }
    readonly property Component maintenance: Component {
        Standstill {
            board: pages.board
            icon: "wrench"
            headline: qsTr("screen.maintenance")
            text: qsTr("screen.maintenance.text")
        }
    }
    readonly property Component pairing: Component {
        Pairing {
            standing: pages.standing
            board: pages.board
        }
    }
}
