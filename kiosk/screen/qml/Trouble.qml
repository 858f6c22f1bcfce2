pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// This kiosk cannot scan now: what shoppers can do, what staff should do.
Item {
    id: page

    required property TroubleModel trouble
    required property BoardModel board
    required property Touches touches
    readonly property bool isAlarmed: board.emergency !== "" && !Theme.isPortrait

    implicitHeight: inside.implicitHeight + 4

    ColumnLayout {
        id: inside

        anchors.fill: parent
        anchors.bottomMargin: 4
        spacing: Theme.gap

        EmergencyBanner {
            visible: page.board.emergency !== ""
            Layout.fillWidth: true
            text: page.board.emergency
            place: page.board.emergencyPlace
        }
        // Beside an emergency there is room for what to do, not for the reason in large letters, too.
        VerdictBar {
            visible: page.isAlarmed
            Layout.fillWidth: true
            mark: "caution"
            headline: qsTr("screen.trouble.camera")
        }
        Banner {
            visible: !page.isAlarmed
            Layout.fillWidth: true
            mark: "caution"
            overline: ""
            headline: qsTr("screen.trouble.camera")
            underline: qsTr("screen.trouble.camera.text")
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait || Theme.isLarge ? 1 : 2
            rowSpacing: Theme.gap
            columnSpacing: Theme.gap

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 570
                Layout.preferredHeight: Theme.isLarge ? -1 : 400
                spacing: Theme.gap

                Steps {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    icon: "shopping-basket"
                    title: qsTr("screen.for_shoppers")
                    items: [
                        {
                            icon: "store",
                            title: qsTr("screen.shopper.other"),
                            text: qsTr("screen.shopper.other.text")
                        },
                        {
                            icon: "smartphone",
                            title: qsTr("screen.shopper.phone"),
                            text: qsTr("screen.shopper.phone.text")
                        },
                        {
                            icon: "circle-question-mark",
                            title: qsTr("screen.shopper.ask"),
                            text: qsTr("screen.shopper.ask.text")
                        }
                    ]
                }
                Row {
                    visible: !Theme.hasFoot
                    spacing: 12

                    WaitingActions {
                        onOpened: view => page.touches.openView(view)
                    }
                    ReachButton {
                        onChosen: isLow => page.touches.chooseReach(isLow)
                    }
                }
            }
            Steps {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 630
                Layout.preferredHeight: Theme.isLarge ? -1 : 400
                icon: "users"
                title: qsTr("screen.for_staff")
                number: page.trouble.number
                since: page.trouble.since
                items: [
                    {
                        icon: page.trouble.state === "black" ? "lightbulb" : "cable",
                        title: qsTr("screen.staff." + page.trouble.state),
                        text: qsTr("screen.staff." + page.trouble.state + ".text")
                    },
                    {
                        icon: "power",
                        title: qsTr("screen.staff.power"),
                        text: qsTr("screen.staff.power.text")
                    },
                    {
                        icon: "phone",
                        title: qsTr("screen.staff.call"),
                        text: qsTr("screen.staff.call.text")
                    }
                ]
            }
        }
    }
}
