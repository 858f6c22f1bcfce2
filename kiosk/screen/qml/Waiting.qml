import QtQuick
import QtQuick.Layouts
import Kiosk

// What to do in one sentence, the live view, what is not kept.
Item {
    id: page

    required property LivePicture live
    required property GuidanceModel guidance
    required property StatusModel status
    required property BoardModel board
    required property Touches touches
    // A ribbon stands around it.
    required property bool isFramed
    // Larger letters have no room for the promise beside what the board, or the kiosk, has to say.
    readonly property bool isFull: Theme.isLarge && (isFramed || board.emergency !== "" || board.title !== "" || status.trouble !== "")
    readonly property bool isPromised: !isFull || board.emergency === ""
    readonly property bool isGuiding: guidance.hint !== "none"
    // What the board says leaves less height beside the live view.
    readonly property bool isPressed: board.emergency !== "" || Theme.isLarge

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: Theme.gap
        anchors.bottomMargin: 6
        spacing: 20

        EmergencyBanner {
            visible: page.board.emergency !== ""
            Layout.fillWidth: true
            text: page.board.emergency
            place: page.board.emergencyPlace
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: Theme.isLarge ? 24 : 40
            rowSpacing: 16

            Item {
                Layout.row: Theme.isPortrait ? 1 : 0
                Layout.column: 0
                Layout.fillWidth: true
                Layout.fillHeight: !Theme.isPortrait
                implicitHeight: words.implicitHeight

                ColumnLayout {
                    id: words

                    y: (parent.height - height) / (Theme.isLow ? 1 : 2)
                    width: parent.width
                    spacing: Theme.isPortrait || page.isPressed ? 10 : 18

                    Words {
                        Layout.fillWidth: true
                        visible: page.isPromised
                        text: qsTr("screen.purpose")
                        color: Theme.good
                        font.pixelSize: Theme.title
                        font.weight: Font.DemiBold
                        wrapMode: Text.Wrap
                    }
                    Words {
                        objectName: "headline"
                        Layout.fillWidth: true
                        Layout.maximumWidth: page.isGuiding ? -1 : 610
                        text: page.isGuiding ? qsTr("screen.hint." + page.guidance.hint) : page.guidance.isGun ? qsTr("screen.invitation_gun") : qsTr("screen.invitation")
                        font.pixelSize: Theme.isShort ? 64 : page.isPressed && !Theme.isPortrait ? 72 : Theme.invitation
                        font.weight: Font.Bold
                        font.letterSpacing: -1
                        lineHeight: 0.95
                        wrapMode: Text.Wrap
                        maximumLineCount: 3
                    }
                    DistanceScale {
                        Layout.fillWidth: true
                        Layout.maximumWidth: 600
                        visible: page.guidance.place > 0
                        place: page.guidance.place
                    }
                    Words {
                        Layout.fillWidth: true
                        Layout.maximumWidth: Theme.isPortrait ? 736 : 540
                        visible: page.guidance.place === 0 && !page.isFull
                        text: qsTr("screen.promise")
                        color: Theme.quiet
                        font.pixelSize: Theme.heading
                        wrapMode: Text.Wrap
                    }
                    WaitingActions {
                        Layout.fillWidth: true
                        isWaiting: true
                        isTight: Theme.isShort && page.isFull && page.isPromised
                        Layout.topMargin: Theme.isPortrait ? 0 : 4
                        onOpened: view => page.touches.openView(view)
                        onReachChosen: isLow => page.touches.chooseReach(isLow)
                    }
                    RowLayout {
                        visible: page.isPromised
                        Layout.fillHeight: false
                        Layout.topMargin: Theme.isPortrait ? 0 : 4
                        spacing: 12

                        Icon {
                            name: "eye-off"
                            tone: Theme.quiet
                            size: 28
                        }
                        Words {
                            Layout.fillWidth: true
                            text: qsTr("screen.privacy")
                            color: Theme.quiet
                            font.pixelSize: Theme.fact
                            wrapMode: Text.Wrap
                        }
                        ReachButton {
                            visible: !Theme.hasFoot && !Theme.isLarge
                            side: 14
                            onChosen: isLow => page.touches.chooseReach(isLow)
                        }
                    }
                }
            }
            LiveView {
                Layout.row: 0
                Layout.column: Theme.isPortrait ? 0 : 1
                Layout.fillWidth: Theme.isPortrait
                Layout.preferredWidth: 540
                Layout.fillHeight: true
                live: page.live
                guidance: page.guidance
            }
        }
        BoardLine {
            visible: page.board.title !== "" && page.status.trouble === ""
            Layout.fillWidth: true
            title: page.board.title
            text: page.board.text
            place: page.board.place
            sign: page.board.sign
        }
        TroubleLine {
            visible: page.status.trouble !== ""
            Layout.fillWidth: true
            title: page.status.trouble === "" ? "" : qsTr("screen.trouble." + page.status.trouble)
            text: page.status.trouble === "" ? "" : qsTr("screen.trouble." + page.status.trouble + ".text")
            number: page.status.number
        }
    }
}
