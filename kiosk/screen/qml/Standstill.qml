import QtQuick
import QtQuick.Layouts
import Kiosk

// Why nothing waits here now, in one large sentence: starting, closed, in a technician's hands.
Item {
    id: page

    required property BoardModel board
    required property string icon
    required property string headline
    required property string text
    property string more: ""

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
        Item {
            Layout.fillHeight: true
            Layout.preferredHeight: 10
        }
        Rectangle {
            Layout.alignment: Qt.AlignHCenter
            implicitWidth: Theme.isLarge ? 120 : 184
            implicitHeight: implicitWidth
            radius: implicitWidth / 3
            color: Theme.blank

            Icon {
                anchors.centerIn: parent
                name: page.icon
                tone: Theme.ink
                size: Theme.isLarge ? 68 : 104
            }
        }
        Words {
            objectName: "headline"
            Layout.fillWidth: true
            Layout.topMargin: 24
            horizontalAlignment: Text.AlignHCenter
            text: page.headline
            font.pixelSize: Theme.isPortrait ? 64 : 76
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: 0.95
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: page.text
            font.pixelSize: Theme.size(36)
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
        }
        Words {
            Layout.alignment: Qt.AlignHCenter
            Layout.fillWidth: true
            Layout.maximumWidth: 860
            Layout.topMargin: 18
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: page.more
            color: Theme.quiet
            font.pixelSize: Theme.heading
            wrapMode: Text.Wrap
        }
        Item {
            Layout.fillHeight: true
            Layout.preferredHeight: 10
        }
    }
}
