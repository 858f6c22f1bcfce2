pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// The number under a code that does not read: typed, checked while it is typed, and a PLU's lots to choose from.
Item {
    id: page

    required property KeypadModel keypad
    required property CountdownModel countdown
    required property Fingers fingers
    signal backPressed
    signal touched
    signal reachChosen(bool isLow)
    readonly property bool isChoosing: keypad.choosing !== ""

    // In portrait a switch and buttons stand around the keys, and what to type above all.
    readonly property real aroundKeys: Theme.isPortrait ? 2 * (Theme.touch + Theme.gap) : 0
    readonly property real aboveKeys: typed.implicitHeight + 2 * Theme.gap + (Theme.isPortrait ? head.implicitHeight + Theme.gap : 0)
    readonly property real keysRoom: Math.min(page.height - aboveKeys - aroundKeys, Theme.isLow ? Theme.lowRoom - aroundKeys : 400)

    component Actions: RowLayout {
        readonly property int side: Theme.isCrowded ? 6 : 26

        spacing: Theme.isCrowded ? 8 : Theme.gap

        ActionButton {
            objectName: "back"
            side: parent.side
            text: qsTr("screen.back")
            icon: "arrow-left"
            onPressed: page.backPressed()
        }
        ActionButton {
            objectName: "enter"
            Layout.fillWidth: true
            side: parent.side
            text: qsTr("screen.keypad.enter")
            icon: "search"
            isMain: page.keypad.isWhole
            isIdle: !page.keypad.isWhole
            onPressed: page.fingers.enterTyped()
        }
        ReachButton {
            visible: !Theme.hasFoot && !Theme.isCrowded
            isBare: true
            onChosen: isLow => page.reachChosen(isLow)
        }
        CountdownRing {
            visible: !Theme.isPortrait
            isBare: true
            countdown: page.countdown
        }
    }
    component Kinds: KindSwitch {
        current: page.keypad.kind
        onChosen: kind => page.fingers.chooseTypedKind(kind)
    }

    GridLayout {
        visible: !page.isChoosing
        anchors.fill: parent
        columns: Theme.isPortrait ? 1 : 2
        columnSpacing: Theme.isLarge ? 24 : 36
        rowSpacing: Theme.gap

        ColumnLayout {
            id: head

            Layout.fillWidth: true
            Layout.fillHeight: !Theme.isPortrait
            spacing: Theme.gap

            Words {
                Layout.fillWidth: true
                text: qsTr("screen.keypad.title")
                font.pixelSize: 44
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.isShort ? Theme.small : Theme.heading
            }
            NumberHelp {
                Layout.fillWidth: true
                kind: page.keypad.kind
            }
            Item {
                visible: !Theme.isPortrait
                Layout.fillHeight: true
            }
            // Larger letters have room for its words in a row of its own.
            ReachButton {
                visible: Theme.isCrowded && !Theme.isLow
                onChosen: isLow => page.reachChosen(isLow)
            }
            Kinds {
                visible: !Theme.isPortrait
                Layout.fillWidth: true
            }
            Actions {
                visible: !Theme.isPortrait
                Layout.fillHeight: false
            }
        }
        ColumnLayout {
            Layout.fillWidth: Theme.isPortrait
            Layout.preferredWidth: keys.isWide ? 640 : 560
            Layout.fillHeight: true
            spacing: Theme.gap

            Item {
                Layout.fillHeight: true
            }
            TypedLine {
                id: typed

                Layout.fillWidth: true
                keypad: page.keypad
            }
            Kinds {
                visible: Theme.isPortrait
                Layout.fillWidth: true
            }
            TypeKeys {
                id: keys

                Layout.fillWidth: true
                most: Math.min(400, page.keysRoom)
                keypad: page.keypad
                onKeyTyped: key => page.fingers.typeKey(key)
                onKeyErased: page.fingers.eraseKey()
                onCleared: page.fingers.clearTyped()
            }
            Actions {
                visible: Theme.isPortrait
                Layout.fillHeight: false
            }
        }
    }
    AnnouncedLots {
        visible: page.isChoosing
        anchors.fill: parent
        keypad: page.keypad
        countdown: page.countdown
        onChosen: lot => page.fingers.chooseLot(lot)
        onUnknown: page.fingers.enterTyped()
        onChanged: page.fingers.eraseKey()
        onTurned: page.touched()
    }
}
