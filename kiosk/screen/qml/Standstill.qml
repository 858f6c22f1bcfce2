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

    ColumnLayout {
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
            implicitWidth: 184
            implicitHeight: 184
            radius: 60
            color: Theme.blank

            Icon {
                anchors.centerIn: parent
                name: page.icon
                tone: Theme.ink
                size: 104
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
            font.pixelSize: 36
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            maximumLineCount: 2
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
            maximumLineCount: 3
        }
        Item {
            Layout.fillHeight: true
            Layout.preferredHeight: 10
        }
    }
}
