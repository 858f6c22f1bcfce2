import QtQuick
import Kiosk

// The live picture with the place to hold a label in.
Item {
    id: view

    required property LivePicture live
    required property string hint

    PreviewItem {
        anchors.fill: parent
        live: view.live
        radius: 32
        corner: Theme.paper
    }
    Column {
        anchors.centerIn: parent
        visible: !view.live.isLive
        spacing: 16

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "camera"
            tone: Theme.paper
            size: 72
        }
        Words {
            text: qsTr("screen.camera_starts")
            color: Theme.paper
            font.pixelSize: Theme.body
        }
    }
    Corners {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -28
        width: Math.min(parent.width, parent.height) * 0.72
        height: width
        tone: view.hint === "none" ? Theme.card : Theme.caution
    }
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 18
        width: distance.implicitWidth + 48
        height: 54
        radius: 27
        color: Theme.ink

        Words {
            id: distance

            anchors.centerIn: parent
            text: qsTr("screen.distance")
            color: Theme.card
            font.pixelSize: Theme.title - 2
            font.weight: Font.DemiBold
        }
    }
}
