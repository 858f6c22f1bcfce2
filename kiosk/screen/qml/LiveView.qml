pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// The live picture with the place to hold a label in; while it does not read, where it is and what helps.
Item {
    id: view

    required property LivePicture live
    required property GuidanceModel guidance
    readonly property var boxes: guidance.frames.map(frame => shown(frame))
    readonly property real room: 14

    // Where a frame of the picture (shares of its sides) is in the view, which shows the picture's middle.
    function shown(frame: rect): rect {
        const zoom = Math.max(width / 16, height / 9);
        const left = (width - 16 * zoom) / 2, top = (height - 9 * zoom) / 2;
        return Qt.rect(left + frame.x * 16 * zoom, top + frame.y * 9 * zoom, frame.width * 16 * zoom, frame.height * 9 * zoom);
    }
    // Degrees of the way from the label to a place beside it where the mark has room in the view; -1 where it has none.
    function bearing(side: real): real {
        for (const degrees of [45, 135, 315, 225, 90, 0, 180, 270]) {
            const place = beside(degrees, side);
            if (place.x >= 0 && place.y >= 0 && place.x + side <= width && place.y + side <= height)
                return degrees;
        }
        return -1;
    }
    function beside(degrees: real, side: real): point {
        const across = Math.round(Math.cos(degrees * Math.PI / 180)), down = Math.round(Math.sin(degrees * Math.PI / 180));
        const box = boxes[0];
        return Qt.point(box.x + (box.width - side) / 2 + across * ((box.width + side) / 2 + room), box.y + (box.height - side) / 2 + down * ((box.height + side) / 2 + room));
    }

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
            name: view.guidance.isGun ? "scan-line" : "camera"
            tone: Theme.paper
            size: 72
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(implicitWidth, view.width - 32)
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: view.guidance.isGun ? qsTr("screen.gun") : qsTr("screen.camera_starts")
            color: Theme.paper
            font.pixelSize: Theme.body
        }
    }
    Corners {
        // Above the line that says how far.
        readonly property real room: parent.height - pill.height - pill.anchors.bottomMargin - 2 * 14

        visible: !view.guidance.isGun
        anchors.centerIn: parent
        anchors.verticalCenterOffset: view.boxes.length ? 0 : Math.min(-28, (2 * room - height - parent.height) / 2 + 14)
        width: Math.min(parent.width * 0.72, parent.height * 0.72, room)
        height: width
        arm: Math.min(72, width * 0.3)
        opacity: view.boxes.length ? 0.55 : 1
        tone: view.guidance.hint === "none" || view.boxes.length ? Theme.card : Theme.caution
    }
    Repeater {
        model: view.boxes

        Corners {
            required property rect modelData
            required property int index

            objectName: "frame"
            x: modelData.x - view.room
            y: modelData.y - view.room
            width: modelData.width + 2 * view.room
            height: modelData.height + 2 * view.room
            arm: Math.min(48, width / 3, height / 3)
            bend: Math.min(14, arm / 2)
            stroke: 8
            tone: index === 0 ? Theme.caution : Theme.card
        }
    }
    LabelMark {
        readonly property real free: view.boxes.length === 1 ? view.bearing(width) : -1
        readonly property point place: free < 0 ? Qt.point(0, 0) : view.beside(free, width)

        objectName: "mark"
        visible: view.guidance.hint !== "none" && free >= 0
        x: place.x
        y: place.y
        hint: view.guidance.hint
        bearing: free
    }
    Rectangle {
        id: pill

        objectName: "distance"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 18
        visible: view.guidance.hint === "none" && !view.boxes.length && !view.guidance.isGun
        width: Math.min(parent.width - 24, distance.implicitWidth + 48)
        height: Math.max(54, distance.implicitHeight + 16)
        radius: 27
        color: Theme.ink

        Words {
            id: distance

            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - 32)
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            lineHeight: 0.95
            text: view.guidance.isRead ? qsTr("screen.already_read") : qsTr("screen.distance")
            color: Theme.card
            font.pixelSize: Theme.isShort ? Theme.fact : Theme.title - 2
            font.weight: Font.DemiBold
        }
    }
}
