import QtQuick
import QtQuick.Layouts

// What the verdict does not say, in one line of large words.
Rectangle {
    id: note

    required property var card
    required property string mark

    implicitHeight: words.implicitHeight + 32
    radius: Theme.corner
    color: Theme.tint(mark)
    border.color: Theme.edge(mark)

    ColumnLayout {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: 26
        anchors.rightMargin: 26
        spacing: 0

        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: note.card ? note.card.heading : ""
            font.pixelSize: Theme.title
            font.weight: Font.Bold
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: note.card ? note.card.lines.join(" ") : ""
            font.pixelSize: Theme.body
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
    }
}
