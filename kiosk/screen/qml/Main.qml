pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Everything on the screen, laid out for 1280 × 800 or 800 × 1280 and scaled to what there is (docs/decisions/0060-two-shapes.md).
Rectangle {
    id: main

    required property ScreenModel screen
    required property StatusModel status
    required property ResultModel result
    required property BoardModel board
    required property CountdownModel countdown
    required property GuidanceModel guidance
    required property StandingModel standing
    required property TroubleModel trouble
    required property LivePicture live
    required property Touches touches

    readonly property bool isPortrait: height > width
    readonly property real factor: Math.max(0.25, Math.min(width / (isPortrait ? 800 : 1280), height / (isPortrait ? 1280 : 800)))

    color: Theme.paper

    Binding {
        target: Theme
        property: "isPortrait"
        value: main.isPortrait
    }

    Item {
        id: canvas

        width: main.width / main.factor
        height: main.height / main.factor
        scale: main.factor
        transformOrigin: Item.TopLeft

        Item {
            id: inside

            readonly property int edge: main.screen.isDemo ? 30 : 0

            anchors.fill: parent
            anchors.leftMargin: main.screen.isDemo ? 48 : 32
            anchors.rightMargin: anchors.leftMargin
            anchors.topMargin: edge + (main.screen.isDemo ? 8 : 12)
            anchors.bottomMargin: edge + (main.screen.isDemo ? 10 : 18)

            TopBar {
                id: top

                width: parent.width
                status: main.status
                screen: main.screen
                board: main.board
                onLanguageChosen: language => main.touches.chooseLanguage(language)
            }
            Item {
                id: page

                anchors.top: top.bottom
                anchors.topMargin: main.screen.isDemo ? 10 : Theme.gap
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.bottom: foot.visible ? foot.top : parent.bottom
                anchors.bottomMargin: foot.visible ? Theme.gap : 0

                // Stays for all of the screen's life: PySide never lets go of an item of Python's that QML has made.
                Waiting {
                    anchors.fill: parent
                    visible: passing.sourceComponent === null
                    live: main.live
                    guidance: main.guidance
                    status: main.status
                    board: main.board
                }
                Loader {
                    id: passing

                    anchors.fill: parent
                    sourceComponent: {
                        switch (main.screen.view) {
                        case "asking":
                        case "result":
                            return main.isPortrait ? tallResultPage : resultPage;
                        case "trouble":
                            return troublePage;
                        case "starting":
                            return startingPage;
                        case "closed":
                            return closedPage;
                        case "maintenance":
                            return maintenancePage;
                        case "pairing":
                            return pairingPage;
                        default:
                            return null;
                        }
                    }
                }
            }
            FootBar {
                id: foot

                visible: main.isPortrait
                anchors.bottom: parent.bottom
                width: parent.width
                screen: main.screen
                countdown: main.countdown
                onLanguageChosen: language => main.touches.chooseLanguage(language)
            }
        }
        DemoRibbon {
            anchors.fill: parent
            visible: main.screen.isDemo
        }
    }
    // Over everything while it sleeps: the touch that wakes it reaches nothing else.
    MouseArea {
        objectName: "sleep"
        anchors.fill: parent
        enabled: main.screen.isAsleep
        visible: enabled
        onReleased: main.touches.touch()
        onCanceled: main.touches.touch()
    }

    Component {
        id: resultPage

        Result {
            result: main.result
            countdown: main.countdown
            isAsking: main.screen.view === "asking"
            onNextPressed: main.touches.pressNext()
            onAnswerOpened: answer => main.touches.openAnswer(answer)
        }
    }
    Component {
        id: troublePage

        Trouble {
            trouble: main.trouble
            board: main.board
        }
    }
    Component {
        id: tallResultPage

        ResultTall {
            result: main.result
            countdown: main.countdown
            isAsking: main.screen.view === "asking"
            onNextPressed: main.touches.pressNext()
            onAnswerOpened: answer => main.touches.openAnswer(answer)
        }
    }
    Component {
        id: startingPage

        Standstill {
            board: main.board
            icon: "refresh-cw"
            headline: qsTr("screen.starting")
            text: qsTr("screen.starting.text")
        }
    }
    Component {
        id: closedPage

        Standstill {
            board: main.board
            icon: "clock"
            headline: qsTr("screen.closed")
            text: main.standing.opens
            more: qsTr("screen.closed.text")
        }
    }
    Component {
        id: maintenancePage

        Standstill {
            board: main.board
            icon: "wrench"
            headline: qsTr("screen.maintenance")
            text: qsTr("screen.maintenance.text")
        }
    }
    Component {
        id: pairingPage

        Pairing {
            standing: main.standing
            board: main.board
        }
    }
}
