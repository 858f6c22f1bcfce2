import QtQuick

// A sleeping screen shows nothing that could be touched but all of itself.
Row {
    spacing: 10
    height: Theme.touch

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: "hand"
        tone: Theme.ink
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("screen.touch")
        font.weight: Font.DemiBold
    }
}
