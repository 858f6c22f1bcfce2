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
    readonly property bool isScaled: guidance.place > 0
    // What the board says, or a ribbon, leaves less height beside the live view.
    readonly property bool isPressed: board.emergency !== "" || Theme.isLarge || isFramed

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
            columnSpacing: Theme.isLarge || page.isFramed ? 24 : 40
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
                        visible: page.isPromised && (Theme.isPortrait || !page.isFull || !page.isGuiding)
                        text: qsTr("screen.purpose")
                        color: Theme.good
                        font.pixelSize: Theme.title
                        font.weight: Font.DemiBold
                        wrapMode: Text.Wrap
                    }
                    // In portrait what stands above it, the live view, keeps its height: two lines have their room always.
                    Words {
                        id: headline

                        objectName: "headline"
                        Layout.fillWidth: true
                        Layout.preferredHeight: Theme.isPortrait ? 2 * Math.ceil(lines.lineSpacing * lineHeight) : -1
                        Layout.maximumWidth: page.isGuiding ? -1 : 610
                        text: page.isGuiding ? qsTr("screen.hint." + page.guidance.hint) : page.guidance.isGun ? qsTr("screen.invitation_gun") : qsTr("screen.invitation")
                        font.pixelSize: Theme.isShort ? 64 : page.isPressed && !Theme.isPortrait ? 72 : Theme.invitation
                        font.weight: Font.Bold
                        font.letterSpacing: -1
                        lineHeight: 0.95
                        fontSizeMode: Theme.isPortrait ? Text.Fit : Text.FixedSize
                        minimumPixelSize: 64
                        wrapMode: Text.Wrap
                        maximumLineCount: Theme.isPortrait ? 2 : 3

                        FontMetrics {
                            id: lines

                            font: headline.font
                        }
                    }
                    Item {
                        Layout.fillWidth: true
                        visible: Theme.isPortrait || page.isScaled || !(page.isFull || (page.isFramed && page.board.emergency !== ""))
                        implicitHeight: Theme.isPortrait ? Math.max(scale.implicitHeight, promise.implicitHeight) : page.isScaled ? scale.implicitHeight : promise.implicitHeight

                        DistanceScale {
                            id: scale

                            width: Math.min(600, parent.width)
                            visible: page.isScaled
                            place: page.guidance.place
                        }
                        Words {
                            id: promise

                            width: Theme.isPortrait ? parent.width : Math.min(540, parent.width)
                            visible: !page.isScaled
                            text: qsTr("screen.promise")
                            color: Theme.quiet
                            font.pixelSize: Theme.heading
                            wrapMode: Text.Wrap
                        }
                    }
                    WaitingActions {
                        Layout.fillWidth: true
                        isWaiting: true
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
                // Larger letters need more beside it: it is still as high as it is wide.
                Layout.preferredWidth: Theme.isShort ? 380 : Theme.isLarge && page.isFramed && page.isPromised ? 440 : 540
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
