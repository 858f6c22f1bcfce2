import QtQuick

// How far from the lens the label is, and where it should be.
Item {
    id: scale

    // 0 at the lens, 1 far away.
    required property real place
    readonly property real near: 0.27
    readonly property real far: 0.63
    readonly property bool isNear: place < near

    implicitHeight: Theme.isLarge ? 170 : 126

    Icon {
        id: lens

        anchors.verticalCenter: track.verticalCenter
        name: "camera"
        size: 52
    }
    Rectangle {
        id: track

        anchors.left: lens.right
        anchors.leftMargin: 14
        anchors.right: parent.right
        y: 62
        height: 20
        radius: 10
        color: Theme.line
    }
    Rectangle {
        id: zone

        x: track.x + track.width * scale.near
        y: track.y
        width: track.width * (scale.far - scale.near)
        height: track.height
        radius: 10
        color: Theme.good
    }
    Rectangle {
        id: dot

        x: track.x + track.width * scale.place - width / 2
        anchors.verticalCenter: track.verticalCenter
        width: 44
        height: 44
        radius: 22
        color: Theme.caution
        border.color: Theme.ink
        border.width: 4
    }
    Icon {
        x: scale.isNear ? dot.x + dot.width - 6 : dot.x - width + 6
        anchors.bottom: track.top
        anchors.bottomMargin: 2
        name: scale.isNear ? "arrow-right" : "arrow-left"
        tone: Theme.cautionInk
        size: 56
    }
    Words {
        x: Math.max(0, Math.min(scale.width - width, zone.x + (zone.width - width) / 2))
        anchors.top: track.bottom
        anchors.topMargin: 14
        text: qsTr("screen.guidance.zone")
        color: Theme.good
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
    }
    Words {
        x: scale.isNear ? 0 : scale.width - width
        anchors.top: track.bottom
        anchors.topMargin: Theme.isLarge ? 54 : 14
        text: qsTr("screen.guidance.here")
        color: Theme.cautionInk
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
    }
}
