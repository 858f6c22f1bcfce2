pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// Everything on the screen, laid out for 1280 × 800 or 800 × 1280 and scaled to what there is (docs/decisions/0060-two-shapes.md).
Rectangle {
    id: main

    required property ScreenModel screen
    required property StatusModel status
    required property ResultModel result
    required property AnswerModel answer
    required property ReportModel report
    required property PacksModel packs
    required property KeypadModel keypad
    required property PracticeModel practice
    required property BoardModel board
    required property CountdownModel countdown
    required property GuidanceModel guidance
    required property StandingModel standing
    required property TroubleModel trouble
    required property LivePicture live
    required property Touches touches
    required property Fingers fingers

    readonly property bool isPortrait: height > width
    readonly property real factor: Math.max(0.25, Math.min(width / (isPortrait ? 800 : 1280), height / (isPortrait ? 1280 : 800)))

    // What is not real: a ribbon on all four edges.
    readonly property bool isFramed: screen.isDemo || screen.view === "practice"

    color: Theme.paper

    Binding {
        target: Theme
        property: "isPortrait"
        value: main.isPortrait
    }
    Binding {
        target: Theme
        property: "isLarge"
        value: main.screen.ease.isLarge
    }
    Binding {
        target: Theme
        property: "isLow"
        value: main.screen.ease.isLow
    }
    Binding {
        target: Theme
        property: "lowRoom"
        value: Math.floor(inside.y + page.y + page.height - canvas.height / 2)
    }

    Item {
        id: canvas

        width: main.width / main.factor
        height: main.height / main.factor
        scale: main.factor
        transformOrigin: Item.TopLeft

        Item {
            id: inside

            readonly property int edge: main.isFramed ? 30 : 0

            anchors.fill: parent
            anchors.leftMargin: main.isFramed ? 48 : 32
            anchors.rightMargin: anchors.leftMargin
            anchors.topMargin: edge + (main.isFramed ? 8 : 12)
            anchors.bottomMargin: edge + (main.isFramed ? 10 : 18)

            TopBar {
                id: top

                width: parent.width
                status: main.status
                screen: main.screen
                board: main.board
                onLanguageChosen: language => main.touches.chooseLanguage(language)
                onLettersChosen: isLarge => main.touches.chooseLetters(isLarge)
            }
            Item {
                id: page

                anchors.top: top.bottom
                anchors.topMargin: main.isFramed ? 10 : Theme.gap
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.bottom: foot.visible ? foot.top : parent.bottom
                anchors.bottomMargin: foot.visible ? Theme.gap : 0

                // Stays for all of the screen's life: PySide never lets go of an item of Python's that QML has made.
                Waiting {
                    anchors.fill: parent
                    visible: passing.isEmpty
                    isFramed: main.isFramed
                    live: main.live
                    guidance: main.guidance
                    status: main.status
                    board: main.board
                    touches: main.touches
                }
                Pages {
                    id: passing

                    anchors.fill: parent
                    screen: main.screen
                    answer: main.answer
                    result: main.result
                    report: main.report
                    packs: main.packs
                    keypad: main.keypad
                    fingers: main.fingers
                    practice: main.practice
                    board: main.board
                    countdown: main.countdown
                    standing: main.standing
                    trouble: main.trouble
                    touches: main.touches
                }
            }
            FootBar {
                id: foot

                visible: Theme.hasFoot
                anchors.bottom: parent.bottom
                width: parent.width
                screen: main.screen
                countdown: main.countdown
                canReport: main.report.isOffered
                onReportPressed: main.touches.openView("report")
                onViewOpened: view => main.touches.openView(view)
                onLanguageChosen: language => main.touches.chooseLanguage(language)
                onLettersChosen: isLarge => main.touches.chooseLetters(isLarge)
                onReachChosen: isLow => main.touches.chooseReach(isLow)
            }
        }
        DemoRibbon {
            anchors.fill: parent
            visible: main.isFramed
            longWords: main.screen.isDemo ? qsTr("screen.demo.long") : qsTr("practice.long")
            shortWords: main.screen.isDemo ? qsTr("screen.demo.short_upper") : qsTr("practice.short")
            ground: main.screen.isDemo ? Theme.caution : Theme.unknownLine
        }
    }
    // Over everything while it sleeps: the touch that wakes it reaches nothing else.
    Target {
        objectName: "sleep"
        anchors.fill: parent
        enabled: main.screen.isAsleep
        visible: enabled
        name: qsTr("screen.touch")
        off: -8
        onPressedOn: main.touches.touch()
        onCanceled: main.touches.touch()
    }
}
