pragma ComponentBehavior: Bound
import QtQuick

// One touch a language, each named in itself.
Rectangle {
    id: choices

    required property string current
    required property list<var> languages
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
            model: choices.languages

            Rectangle {
                id: choice

                required property var modelData
                required property int index
                readonly property bool isLast: index === choices.languages.length - 1
                readonly property string title: modelData.name
                readonly property bool isCurrent: modelData.code === choices.current

                objectName: "language-" + modelData.code
                z: area.activeFocus ? 1 : 0
                width: name.implicitWidth + 36
                height: Theme.touch - 4
                color: isCurrent ? Theme.ink : Theme.card
                topLeftRadius: index === 0 ? 16 : 0
                bottomLeftRadius: topLeftRadius
                topRightRadius: isLast ? 16 : 0
                bottomRightRadius: topRightRadius

                Words {
                    id: name

                    anchors.centerIn: parent
                    text: choice.title
                    color: choice.isCurrent ? Theme.card : Theme.ink
                    font.weight: Font.DemiBold
                }
                Target {
                    id: area

                    // The border is touched, too.
                    anchors.fill: parent
                    anchors.topMargin: -2
                    anchors.bottomMargin: -2
                    name: choice.title
                    role: Accessible.RadioButton
                    isChosen: choice.isCurrent
                    onPressedOn: choices.chosen(choice.modelData.code)
                }
            }
        }
    }
}
