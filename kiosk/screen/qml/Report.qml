pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// Two touches: a reason, then send. Then thanks, with a number and a code for a phone. Nothing is typed.
Item {
    id: page

    required property ReportModel report
    required property CountdownModel countdown
    readonly property var view: report.view
    readonly property bool isChoosing: view.stage === "choosing"
    readonly property int side: Theme.isCrowded ? 16 : 26
    property string chosen: ""
    signal backPressed
    signal nextPressed
    signal touched
    signal reachChosen(bool isLow)
    signal sent(string reason)

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        GridLayout {
            visible: page.isChoosing
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.topMargin: Theme.isPortrait ? 40 : 0
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: 24
            rowSpacing: 18

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.isPortrait ? 14 : 2

                Words {
                    objectName: "headline"
                    Layout.fillWidth: true
                    text: page.view.heading
                    font.pixelSize: Theme.isPortrait ? 64 : 54
                    font.weight: Font.Bold
                    font.letterSpacing: -1
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.headlineLeast
                    wrapMode: Theme.isPortrait ? Text.Wrap : Text.NoWrap
                    maximumLineCount: Theme.isPortrait ? 2 : 1
                }
                Words {
                    Layout.fillWidth: true
                    text: page.view.text
                    color: Theme.quiet
                    font.pixelSize: Theme.isPortrait ? Theme.heading : Theme.body
                    wrapMode: Text.Wrap
                    maximumLineCount: 3
                }
            }
            ColumnLayout {
                Layout.fillWidth: Theme.isPortrait
                Layout.preferredWidth: Theme.isPortrait ? -1 : 380
                Layout.maximumWidth: Theme.isPortrait ? -1 : 380
                Layout.alignment: Qt.AlignBottom
                spacing: 0

                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Theme.isPortrait ? Text.AlignLeft : Text.AlignRight
                    text: page.view.goods
                    font.pixelSize: Theme.isPortrait ? Theme.title : Theme.fact
                    font.weight: Font.Bold
                    wrapMode: Text.Wrap
                    maximumLineCount: Theme.isLarge ? 3 : 2
                }
                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Theme.isPortrait ? Text.AlignLeft : Text.AlignRight
                    visible: text !== ""
                    text: page.view.label
                    color: Theme.quiet
                    font.pixelSize: Theme.fact
                }
            }
        }
        Item {
            visible: page.isChoosing && Theme.hasFoot
            Layout.fillHeight: true
        }
        GridLayout {
            visible: page.isChoosing
            Layout.fillWidth: true
            Layout.fillHeight: !Theme.isPortrait
            Layout.preferredHeight: Theme.isPortrait ? 5 * 84 + 4 * rowSpacing : -1
            Layout.maximumHeight: Theme.isLow ? Theme.lowRoom - Theme.touch - Theme.gap : Number.POSITIVE_INFINITY
            columns: Theme.isPortrait ? 2 : 3
            columnSpacing: Theme.isPortrait ? 10 : Theme.gap
            rowSpacing: Theme.isPortrait ? 10 : Theme.isShort ? 4 : Theme.isLow ? 6 : Theme.gap
            uniformCellWidths: true
            uniformCellHeights: true

            Repeater {
                model: page.view.reasons

                ReasonTile {
                    required property var modelData

                    objectName: "reason-" + modelData.reason
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredHeight: 80
                    reason: modelData
                    isSmall: Theme.hasFoot || Theme.isLarge
                    isChosen: page.chosen === modelData.reason
                    onChosen: {
                        page.chosen = modelData.reason;
                        page.touched();
                    }
                }
            }
        }
        ReportEnd {
            visible: !page.isChoosing
            Layout.fillWidth: true
            Layout.fillHeight: true
            view: page.view
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: Theme.gap

            ActionButton {
                objectName: "send"
                side: page.side
                visible: page.isChoosing
                isMain: page.chosen !== ""
                isIdle: page.chosen === ""
                text: qsTr("report.send")
                icon: "send"
                onPressed: page.sent(page.chosen)
            }
            ActionButton {
                objectName: "next"
                side: page.side
                visible: !page.isChoosing
                isMain: true
                text: qsTr("screen.next")
                icon: "scan-line"
                onPressed: page.nextPressed()
            }
            ActionButton {
                objectName: "back"
                side: page.side
                text: qsTr("screen.back")
                icon: "arrow-left"
                onPressed: page.backPressed()
            }
            Item {
                Layout.fillWidth: true
            }
            ReachButton {
                side: page.side
                visible: !Theme.hasFoot
                onChosen: isLow => page.reachChosen(isLow)
            }
            CountdownRing {
                visible: !Theme.isPortrait
                isBare: Theme.isLarge
                countdown: page.countdown
            }
        }
    }
}
