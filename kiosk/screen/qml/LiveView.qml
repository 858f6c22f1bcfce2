import QtQuick
import Kiosk

// The live picture with the place to hold a label in.
Item {
    id: view

    required property LivePicture live
    // Lent by the window, which has one for all its life: PySide never lets go of an item that a page made.
    required property PreviewItem preview
    required property string hint

    Item {
        id: place

        anchors.fill: parent
        Component.onCompleted: {
            view.preview.parent = place;
            view.preview.visible = true;
        }
        Component.onDestruction: {
            view.preview.visible = false;
            view.preview.parent = null;
        }
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
