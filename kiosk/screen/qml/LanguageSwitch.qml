pragma ComponentBehavior: Bound
import QtQuick

// One touch a language, each named in itself.
Rectangle {
    id: languages

    required property string current
    signal chosen(string language)

    implicitHeight: Theme.touch
    implicitWidth: row.implicitWidth + 4
    radius: 18
    color: Theme.card
    border.color: Theme.ink
    border.width: 2

    Row {
        id: row

        anchors.centerIn: parent

        Repeater {
            model: ["vi", "en"]

            Rectangle {
                id: choice

                required property string modelData
                required property int index
                readonly property bool isCurrent: modelData === languages.current

                objectName: "language-" + modelData
                width: name.implicitWidth + 36
                height: Theme.touch - 4
                color: isCurrent ? Theme.ink : Theme.card
                topLeftRadius: index === 0 ? 16 : 0
                bottomLeftRadius: topLeftRadius
                topRightRadius: index === 0 ? 0 : 16
                bottomRightRadius: topRightRadius

                Words {
                    id: name

                    anchors.centerIn: parent
                    text: choice.modelData === "vi" ? "Tiếng Việt" : "English"
                    color: choice.isCurrent ? Theme.card : Theme.ink
                    font.weight: Font.DemiBold
                }
                MouseArea {
                    anchors.fill: parent
                    onClicked: languages.chosen(choice.modelData)
                }
            }
        }
    }
}
