pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// This pack and the one before it, side by side: level, name, and each thing that both may say.
Item {
    id: page

    required property PacksModel packs
    required property CountdownModel countdown
    signal backPressed
    signal nextPressed
    signal touched

    // One size for both.
    readonly property bool isLong: packs.packs.some(pack => pack.goods.length > 45)
    // Room for the widest label, whole; and for three buttons in one row.
    readonly property bool isNarrow: Theme.isPortrait && Theme.isLarge
    readonly property int labelWidth: isNarrow ? 166 : Theme.isPortrait ? 136 : 190
    readonly property int side: isNarrow && flow.pages > 1 ? 12 : 26
    readonly property int headHeight: Theme.isPortrait ? 214 : 166
    // What does not fit, in larger letters, is on the next page.
    property int sheet: 0
    readonly property int rowHeight: Math.min(Theme.isPortrait ? 84 : 64, (page.height - headHeight - Theme.touch - 3 * Theme.gap - 18) / Math.max(1, packs.rows.length))

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.leftMargin: Theme.isPortrait ? 0 : Theme.padding + page.labelWidth + Theme.gap
            spacing: Theme.gap

            Repeater {
                model: page.packs.packs

                PackHead {
                    required property var modelData

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredHeight: Math.max(page.headHeight, implicitHeight)
                    Layout.preferredWidth: 1
                    pack: modelData
                    isLong: page.isLong
                }
            }
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.fillHeight: true
            radius: Theme.corner
            color: Theme.card
            border.color: Theme.line

            Paged {
                id: flow

                anchors.fill: parent
                anchors.leftMargin: Theme.padding
                anchors.rightMargin: Theme.padding
                anchors.topMargin: 9
                anchors.bottomMargin: Theme.isLarge ? 9 : 0
                page: page.sheet

                Column {
                    anchors.fill: parent

                    Repeater {
                        model: page.packs.rows

                        CompareRow {
                            required property var modelData
                            required property int index

                            width: parent.width
                            height: Theme.isLarge ? implicitHeight : page.rowHeight
                            labelWidth: page.labelWidth
                            row: modelData
                            isRuled: index > 0
                        }
                    }
                }
            }
        }
        RowLayout {
            Layout.fillHeight: false
            spacing: Theme.gap

            ActionButton {
                objectName: "back"
                text: qsTr("screen.back")
                icon: "arrow-left"
                side: page.side
                onPressed: page.backPressed()
            }
            ActionButton {
                objectName: "next"
                text: qsTr("screen.next")
                icon: "scan-line"
                side: page.side
                isMain: true
                onPressed: page.nextPressed()
            }
            MoreButton {
                id: more

                page: page.sheet
                pages: flow.pages
                side: page.side
                onPressed: {
                    page.sheet = more.following;
                    page.touched();
                }
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
