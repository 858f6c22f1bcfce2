import QtQuick
import QtQuick.Layouts

// What became of a report: thanks and its number, or where else to report; beside it the code for a phone.
Rectangle {
    id: end

    required property var view

    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    GridLayout {
        anchors.centerIn: parent
        width: parent.width - (Theme.isPortrait ? 64 : 96)
        columns: Theme.isPortrait || end.view.url === "" ? 1 : 2
        columnSpacing: 56
        rowSpacing: 36

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 12

            Icon {
                name: end.view.stage === "not_taken" ? "hand" : "check"
                tone: Theme.ink
                size: 72
            }
            Words {
                objectName: "headline"
                Layout.fillWidth: true
                text: end.view.heading
                font.pixelSize: Theme.headlineLeast
                font.weight: Font.Bold
                wrapMode: Text.Wrap
                maximumLineCount: 3
                lineHeight: 0.98
            }
            Words {
                Layout.fillWidth: true
                text: end.view.text
                font.pixelSize: Theme.title
                wrapMode: Text.Wrap
                maximumLineCount: 4
            }
            Words {
                Layout.topMargin: 18
                visible: end.view.number !== ""
                text: qsTr("report.number")
                color: Theme.quiet
                font.pixelSize: Theme.body
            }
            Words {
                objectName: "number"
                Layout.fillWidth: true
                visible: text !== ""
                text: end.view.number
                font.pixelSize: Theme.headlineLeast
                font.weight: Font.Bold
                font.letterSpacing: 1
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.heading
            }
        }
        ColumnLayout {
            visible: end.view.url !== ""
            Layout.alignment: Qt.AlignHCenter
            spacing: 14

            Image {
                objectName: "follow"
                Layout.alignment: Qt.AlignHCenter
                Layout.preferredWidth: 300
                Layout.preferredHeight: 300
                sourceSize: Qt.size(300, 300)
                cache: false
                source: end.view.url === "" ? "" : "image://qr/" + encodeURIComponent(end.view.url)
            }
            Words {
                Layout.preferredWidth: 340
                Layout.alignment: Qt.AlignHCenter
                horizontalAlignment: Text.AlignHCenter
                text: end.view.urlText
                font.pixelSize: Theme.body
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                maximumLineCount: 3
            }
        }
    }
}
