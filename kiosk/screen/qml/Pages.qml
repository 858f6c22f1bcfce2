pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The page of each view but waiting, made when it is shown and let go of afterwards.
Item {
    id: pages

    required property ScreenModel screen
    required property AnswerModel answer
    required property ResultModel result
    required property ReportModel report
    required property PacksModel packs
    required property KeypadModel keypad
    required property Fingers fingers
    required property PracticeModel practice
    required property BoardModel board
    required property CountdownModel countdown
    required property StandingModel standing
    required property TroubleModel trouble
    required property Touches touches
    readonly property bool isEmpty: component === null

    readonly property Component component: {
        switch (pages.screen.view) {
        case "asking":
        case "result":
            return Theme.isPortrait ? tallResultPage : resultPage;
        case "answer":
            return Theme.isLarge ? largeAnswerPage : answerPage;
        case "report":
            return reportPage;
        case "packs":
            return packsPage;
        case "keypad":
            return keypadPage;
        case "practice":
            return practicePage;
        case "where":
            return wherePage;
        case "trouble":
            return troublePage;
        case "starting":
            return standings.starting;
        case "closed":
            return standings.closed;
        case "maintenance":
            return standings.maintenance;
        case "pairing":
            return standings.pairing;
        default:
            return null;
        }
    }

    StandingPages {
        id: standings

        standing: pages.standing
        board: pages.board
    }
    PagedView {
        anchors.fill: parent
        view: pages.component
        onTouched: pages.touches.touch()
    }
    Component {
        id: resultPage

        Result {
            result: pages.result
            countdown: pages.countdown
            isAsking: pages.screen.view === "asking"
            canReport: pages.report.isOffered
            canCompare: pages.packs.isOffered
            onPacksOpened: pages.touches.openView("packs")
            onReportPressed: pages.touches.openView("report")
            onNextPressed: pages.touches.pressNext()
            onTouched: pages.touches.touch()
            onReachChosen: isLow => pages.touches.chooseReach(isLow)
            onAnswerOpened: answer => pages.touches.openAnswer(answer)
        }
    }
    Component {
        id: answerPage

        Answer {
            answer: pages.answer
            result: pages.result
            countdown: pages.countdown
            onBackPressed: pages.touches.pressBack()
            onAnswerOpened: answer => pages.touches.openAnswer(answer)
            onTouched: pages.touches.touch()
        }
    }
    Component {
        id: reportPage

        Report {
            report: pages.report
            countdown: pages.countdown
            onNextPressed: pages.touches.pressNext()
            onBackPressed: pages.touches.pressBack()
            onTouched: pages.touches.touch()
            onReachChosen: isLow => pages.touches.chooseReach(isLow)
            onSent: reason => pages.touches.sendReport(reason)
        }
    }
    Component {
        id: largeAnswerPage

        AnswerLarge {
            answer: pages.answer
            result: pages.result
            countdown: pages.countdown
            onBackPressed: pages.touches.pressBack()
            onAnswerOpened: answer => pages.touches.openAnswer(answer)
            onTouched: pages.touches.touch()
        }
    }
    Component {
        id: practicePage

        Practice {
            practice: pages.practice
            countdown: pages.countdown
            onBackPressed: pages.touches.pressBack()
            onViewOpened: view => pages.touches.openView(view)
            onLessonChosen: lesson => pages.touches.openLesson(lesson)
        }
    }
    Component {
        id: wherePage

        Where {
            countdown: pages.countdown
            onBackPressed: pages.touches.pressBack()
            onViewOpened: view => pages.touches.openView(view)
        }
    }
    Component {
        id: packsPage

        Packs {
            packs: pages.packs
            countdown: pages.countdown
            onTouched: pages.touches.touch()
            onBackPressed: pages.touches.pressBack()
            onNextPressed: pages.touches.pressNext()
        }
    }
    Component {
        id: keypadPage

        Keypad {
            keypad: pages.keypad
            countdown: pages.countdown
            fingers: pages.fingers
            onReachChosen: isLow => pages.touches.chooseReach(isLow)
            onBackPressed: pages.touches.pressBack()
            onTouched: pages.touches.touch()
        }
    }
    Component {
        id: troublePage

        Trouble {
            trouble: pages.trouble
            board: pages.board
            touches: pages.touches
        }
    }
    Component {
        id: tallResultPage

        ResultTall {
            result: pages.result
            countdown: pages.countdown
            isAsking: pages.screen.view === "asking"
            canReport: pages.report.isOffered
            canCompare: pages.packs.isOffered
            onPacksOpened: pages.touches.openView("packs")
            onReportPressed: pages.touches.openView("report")
            onNextPressed: pages.touches.pressNext()
            onTouched: pages.touches.touch()
            onAnswerOpened: answer => pages.touches.openAnswer(answer)
        }
    }
}
