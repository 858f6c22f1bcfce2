import QtQuick
import QtQuick.Layouts

// A place where a code stands: drawn, and in words.
Rectangle {
    id: place

    required property string drawing
    readonly property string name: drawing.slice("where-".length)

    implicitHeight: 300
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 20
        spacing: 6

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Icon {
                anchors.centerIn: parent
                name: place.drawing
                size: Math.floor(Math.min(parent.width, parent.height, 260))
            }
        }
        Words {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("where." + place.name)
            font.pixelSize: Theme.heading
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
        }
        Words {
            Layout.fillWidth: true
            Layout.minimumHeight: 84
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignTop
            text: qsTr("where." + place.name + ".text")
            font.pixelSize: Theme.body
            wrapMode: Text.Wrap
            maximumLineCount: 3
        }
    }
}
