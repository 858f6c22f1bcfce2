pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// Eight letters for the board's console, and the fingerprint that it compares.
Item {
    id: page

    required property StandingModel standing
    required property BoardModel board

    implicitHeight: inside.implicitHeight

    ColumnLayout {
        id: inside

        anchors.fill: parent
        spacing: Theme.gap

        EmergencyBanner {
            visible: page.board.emergency !== ""
            Layout.fillWidth: true
            text: page.board.emergency
            place: page.board.emergencyPlace
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: 250
            radius: Theme.corner
            color: Theme.card
            border.color: Theme.line

            ColumnLayout {
                anchors.fill: parent
                anchors.margins: 16
                spacing: 4

                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: qsTr("screen.pairing")
                    font.pixelSize: Theme.title
                    font.weight: Font.DemiBold
                }
                Words {
                    objectName: "headline"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    horizontalAlignment: Text.AlignHCenter
                    text: page.standing.letters
                    font.pixelSize: 128
                    font.weight: Font.Bold
                    font.letterSpacing: 8
                    fontSizeMode: Text.Fit
                    minimumPixelSize: 64
                }
                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: page.standing.left
                    font.pixelSize: Theme.body
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                }
            }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait || Theme.isLarge ? 1 : 2
            rowSpacing: Theme.gap
            columnSpacing: Theme.gap

            Steps {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 546
                icon: "monitor"
                title: qsTr("screen.pairing.steps")
                items: [
                    {
                        icon: "monitor",
                        title: qsTr("screen.pairing.open"),
                        text: qsTr("screen.pairing.open.text")
                    },
                    {
                        icon: "keyboard",
                        title: qsTr("screen.pairing.type"),
                        text: qsTr("screen.pairing.type.text")
                    },
                    {
                        icon: "fingerprint",
                        title: qsTr("screen.pairing.compare"),
                        text: qsTr("screen.pairing.compare.text")
                    }
                ]
            }
            Rectangle {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 656
                radius: Theme.corner
                color: Theme.card
                border.color: Theme.line
                implicitHeight: known.implicitHeight + 26

                ColumnLayout {
                    id: known

                    anchors.fill: parent
                    anchors.leftMargin: Theme.padding
                    anchors.rightMargin: Theme.padding
                    anchors.topMargin: 12
                    anchors.bottomMargin: 14
                    spacing: 6

                    RowLayout {
                        Layout.fillHeight: false
                        spacing: 10

                        Icon {
                            name: "fingerprint"
                            tone: Theme.quiet
                        }
                        Words {
                            Layout.fillWidth: true
                            text: qsTr("screen.pairing.fingerprint")
                            color: Theme.quiet
                            font.weight: Font.DemiBold
                        }
                    }
                    Repeater {
                        model: page.standing.fingerprint

                        Words {
                            required property string modelData

                            Layout.fillWidth: true
                            text: modelData
                            font.pixelSize: 42
                            font.weight: Font.Bold
                            font.letterSpacing: 2
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: Theme.title
                        }
                    }
                    Rule {
                        Layout.fillWidth: true
                        Layout.topMargin: 6
                        Layout.bottomMargin: 6
                    }
                    Facts {
                        Layout.fillWidth: true
                        Layout.fillHeight: false
                        pairs: page.standing.facts
                    }
                    Item {
                        Layout.fillHeight: true
                    }
                    Words {
                        Layout.fillWidth: true
                        text: qsTr("screen.pairing.same")
                        color: Theme.quiet
                        font.pixelSize: Theme.small
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                    }
                }
            }
        }
    }
}
