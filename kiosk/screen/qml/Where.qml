pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// Where is the code? On a bag, a bunch, a tray, a sign: drawn, with words.
Item {
    id: page

    required property CountdownModel countdown
    readonly property list<string> places: ["where-bag", "where-bunch", "where-tray", "where-sign"]
    signal backPressed
    signal viewOpened(string view)

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        Words {
            objectName: "headline"
            Layout.fillWidth: true
            text: qsTr("where.title")
            font.pixelSize: 54
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.headlineLeast
        }
        Words {
            Layout.fillWidth: true
            Layout.topMargin: -10
            text: qsTr("where.text")
            color: Theme.quiet
            font.pixelSize: Theme.body
            wrapMode: Text.Wrap
            maximumLineCount: Theme.isLarge ? 3 : 2
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait ? 2 : 4
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: page.places

                WherePlace {
                    required property string modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    drawing: modelData
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: Theme.gap

            ActionButton {
                objectName: "back"
                isMain: true
                text: qsTr("practice.done")
                icon: "scan-line"
                onPressed: page.backPressed()
            }
            ActionButton {
                objectName: "practice"
                isBare: Theme.isPortrait && Theme.isLarge
                text: qsTr("practice.title")
                icon: "hand"
                onPressed: page.viewOpened("practice")
            }
            ActionButton {
                objectName: "keypad"
                isBare: Theme.isPortrait && Theme.isLarge
                text: qsTr("screen.keypad.open")
                icon: "keyboard"
                onPressed: page.viewOpened("keypad")
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
