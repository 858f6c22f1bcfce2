pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Which numbers can be typed, and how long they are.
Rectangle {
    id: help

    required property string kind
    readonly property list<string> all: ["barcode", "plu", "place"]
    // Larger letters above the keys have room for what is meant alone.
    readonly property list<string> rows: Theme.isLarge && Theme.hasFoot ? all.filter(row => isMeant(row)) : all

    function isMeant(row: string): bool {
        return (row === "place") === (kind === "place");
    }

    implicitHeight: lines.implicitHeight + 32
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        id: lines

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        spacing: 12

        Repeater {
            model: help.rows

            RowLayout {
                id: row

                required property string modelData
                readonly property bool isMeant: help.isMeant(modelData)

                Layout.fillWidth: true
                spacing: 16

                Icon {
                    name: row.modelData === "barcode" ? "barcode" : row.modelData === "plu" ? "scale" : "house"
                    tone: row.isMeant ? Theme.good : Theme.quiet
                    size: 34
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0

                    Words {
                        Layout.fillWidth: true
                        text: qsTr("screen.keypad.help." + row.modelData)
                        color: row.isMeant ? Theme.ink : Theme.quiet
                        font.pixelSize: Theme.body
                        font.weight: row.isMeant ? Font.DemiBold : Font.Normal
                        wrapMode: Text.Wrap
                    }
                    Words {
                        Layout.fillWidth: true
                        text: qsTr("screen.keypad.help." + row.modelData + ".text")
                        color: Theme.quiet
                        font.pixelSize: Theme.fact
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                    }
                }
            }
        }
    }
}
