pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk

// Below an answer in full: back, the two others, the next page, how long it stays.
Item {
    id: foot

    required property string kind
    required property int sheet
    required property int sheets
    required property CountdownModel countdown
    readonly property bool hasRing: !Theme.isPortrait
    // Two rows where one has not room for all.
    readonly property bool isTall: Theme.isPortrait || Theme.isLarge
    signal backPressed
    signal answerOpened(string answer)
    signal turned(int sheet)

    implicitHeight: Theme.touch * (isTall ? 2 : 1) + (isTall ? 10 : 0)

    component Back: ActionButton {
        objectName: "back"
        anchors.bottom: parent.bottom
        text: qsTr("screen.back")
        icon: "arrow-left"
        onPressed: foot.backPressed()
    }

    // Tab goes as one reads: in one row "back" is the first, in two the first of the second.
    Back {
        id: back

        visible: !foot.isTall
    }
    RowLayout {
        id: tabs

        anchors.top: parent.top
        anchors.left: foot.isTall ? parent.left : back.right
        anchors.leftMargin: foot.isTall ? 0 : 12
        width: foot.isTall ? parent.width : implicitWidth
        spacing: 12

        Repeater {
            model: ["origin", "certification", "authenticity"]

            ActionButton {
                required property string modelData
                required property int index

                objectName: "tab-" + modelData
                Layout.fillWidth: foot.isTall
                text: qsTr("card." + modelData)
                icon: ["map-pin", "award", "shield-check"][index]
                isMain: foot.kind === modelData
                onPressed: foot.answerOpened(modelData)
            }
        }
    }
    Back {
        visible: foot.isTall
    }
    MoreButton {
        id: more

        anchors.bottom: parent.bottom
        x: Theme.isPortrait ? parent.width - width : 12 + (foot.isTall ? back.width : tabs.x + tabs.width)
        page: foot.sheet
        pages: foot.sheets
        onPressed: foot.turned(more.following)
    }
    CountdownRing {
        visible: foot.hasRing
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        isBare: true
        countdown: foot.countdown
    }
}
