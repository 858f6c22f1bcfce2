pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Everything on the screen, drawn for 1280 × 800 and scaled to what there is.
Rectangle {
    id: main

    required property ScreenModel screen
    required property StatusModel status
    required property ResultModel result
    required property BoardModel board
    required property CountdownModel countdown
    required property GuidanceModel guidance
    required property TroubleModel trouble
    required property LivePicture live
    required property Touches touches

    readonly property real factor: Math.max(0.25, Math.min(width / 1280, height / 800))

    color: Theme.paper

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
                anchors.bottom: parent.bottom

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
                            return resultPage;
                        case "trouble":
                            return troublePage;
                        default:
                            return null;
                        }
                    }
                }
            }
        }
        DemoRibbon {
            anchors.fill: parent
            visible: main.screen.isDemo
        }
    }

    Component {
        id: resultPage

        Result {
            result: main.result
            countdown: main.countdown
            isAsking: main.screen.view === "asking"
            onNextPressed: main.touches.pressNext()
        }
    }
    Component {
        id: troublePage

        Trouble {
            trouble: main.trouble
            board: main.board
        }
    }
}
