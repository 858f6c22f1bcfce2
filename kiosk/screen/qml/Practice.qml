import QtQuick
import QtQuick.Layouts
import Kiosk

// One lesson: a sample code, the verdict that a label like it has, what that means and what to do.
Item {
    id: page

    required property PracticeModel practice
    required property CountdownModel countdown
    readonly property var view: practice.view
    signal backPressed
    signal viewOpened(string view)
    signal lessonChosen(int lesson)

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: 24
            rowSpacing: 6

            Words {
                Layout.fillWidth: true
                text: qsTr("practice.title") + "  " + page.view.place
                font.pixelSize: Theme.headlineLeast
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.heading
            }
            Pill {
                Layout.preferredHeight: 44
                text: qsTr("practice.not_real")
                icon: "triangle-alert"
                mark: "caution"
            }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            SampleTag {
                Layout.fillWidth: true
                Layout.fillHeight: !Theme.isPortrait
                Layout.preferredWidth: Theme.isPortrait ? -1 : Theme.isCrowded ? 470 : 400
                Layout.maximumWidth: Layout.preferredWidth
                code: page.view.code
            }
            LessonCard {
                Layout.fillWidth: true
                Layout.fillHeight: true
                view: page.view
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: Theme.gap

            ActionButton {
                objectName: "lesson"
                isMain: true
                text: page.view.isLast ? qsTr("practice.done") : qsTr("practice.next")
                icon: page.view.isLast ? "scan-line" : "arrow-right"
                onPressed: {
                    if (page.view.isLast)
                        page.backPressed();
                    else
                        page.lessonChosen(page.view.lesson + 1);
                }
            }
            ActionButton {
                objectName: "where"
                isBare: Theme.isPortrait && Theme.isLarge
                text: qsTr("where.open")
                icon: "search"
                onPressed: page.viewOpened("where")
            }
            ActionButton {
                objectName: "back"
                visible: !page.view.isLast
                text: qsTr("screen.back")
                icon: "arrow-left"
                onPressed: page.backPressed()
            }
            Item {
                Layout.fillWidth: true
            }
            CountdownRing {
                visible: !Theme.isPortrait
                isBare: true
                countdown: page.countdown
            }
        }
    }
}
