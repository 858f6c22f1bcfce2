pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// A card of steps for one kind of reader, with an error number where there is one.
Rectangle {
    id: steps

    required property string icon
    required property string title
    required property list<var> items
    property string number: ""
    property string since: ""

    implicitHeight: inside.implicitHeight + 26
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        id: inside

        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        anchors.topMargin: 12
        anchors.bottomMargin: 14

        RowLayout {
            Layout.fillHeight: false
            spacing: 10

            Icon {
                name: steps.icon
                tone: Theme.quiet
            }
            Words {
                Layout.fillWidth: true
                text: steps.title
                color: Theme.quiet
                font.weight: Font.DemiBold
            }
        }
        Repeater {
            model: steps.items

            Item {
                id: place

                required property var modelData

                Layout.fillWidth: true
                Layout.fillHeight: true
                implicitHeight: step.implicitHeight

                AdviceRow {
                    id: step

                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width
                    item: place.modelData
                }
            }
        }
        Rectangle {
            visible: steps.number !== "" || steps.since !== ""
            Layout.fillWidth: true
            implicitHeight: Theme.size(84)
            radius: 16
            color: Theme.blank

            Column {
                anchors.verticalCenter: parent.verticalCenter
                x: 20

                Words {
                    text: qsTr("screen.error_number")
                    font.pixelSize: Theme.small
                }
                Words {
                    text: steps.number
                    font.pixelSize: Theme.heading
                    font.weight: Font.Bold
                }
            }
            Column {
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                anchors.rightMargin: 20

                Words {
                    anchors.right: parent.right
                    text: qsTr("screen.since")
                    font.pixelSize: Theme.small
                }
                Words {
                    anchors.right: parent.right
                    text: steps.since
                    font.pixelSize: Theme.heading
                    font.weight: Font.Bold
                }
            }
        }
    }
}
