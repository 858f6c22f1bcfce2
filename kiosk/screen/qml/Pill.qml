import QtQuick

// A short word with a sign, in the tint of its mark.
Rectangle {
    id: pill

    required property string text
    required property string mark
    property string icon: ""

    implicitHeight: Theme.size(34)
    implicitWidth: row.implicitWidth + 30
    radius: height / 2
    color: Theme.tint(mark)

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 9

        MarkIcon {
            anchors.verticalCenter: parent.verticalCenter
            visible: pill.icon === "" && name !== ""
            mark: pill.mark
            size: Theme.size(20)
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: pill.icon
            tone: Theme.accent(pill.mark)
            size: Theme.size(22)
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: pill.text
            color: Theme.accent(pill.mark)
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }
    }
}
