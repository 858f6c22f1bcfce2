import QtQuick
import QtQuick.Layouts

// A label that is on no goods: its code to be held up from a phone, and that it is for practice.
Rectangle {
    id: tag

    required property string code

    implicitHeight: inside.implicitHeight + 36
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    GridLayout {
        id: inside

        anchors.centerIn: parent
        width: parent.width - 44
        columns: Theme.isPortrait || Theme.isCrowded ? 2 : 1
        columnSpacing: Theme.isCrowded ? 16 : 28
        rowSpacing: 14

        Image {
            objectName: "sample"
            visible: tag.code !== ""
            Layout.alignment: Qt.AlignHCenter
            Layout.preferredWidth: Theme.isCrowded ? 200 : 260
            Layout.preferredHeight: Layout.preferredWidth
            sourceSize: Qt.size(260, 260)
            cache: false
            source: tag.code === "" ? "" : "image://qr/" + encodeURIComponent(tag.code)
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 8

            Words {
                Layout.fillWidth: true
                horizontalAlignment: inside.columns > 1 ? Text.AlignLeft : Text.AlignHCenter
                text: qsTr("practice.sample")
                font.pixelSize: Theme.isCrowded ? Theme.body : Theme.title
                font.weight: Font.Bold
                wrapMode: Text.Wrap
                maximumLineCount: Theme.isCrowded ? 3 : 2
            }
            Words {
                Layout.fillWidth: true
                horizontalAlignment: inside.columns > 1 ? Text.AlignLeft : Text.AlignHCenter
                text: qsTr("practice.in_hand")
                color: Theme.quiet
                wrapMode: Text.Wrap
                maximumLineCount: Theme.isCrowded ? 9 : 5
            }
        }
    }
}
