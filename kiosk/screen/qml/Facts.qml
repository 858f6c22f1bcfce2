pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Labels and values in two columns; the labels are as wide as the widest.
GridLayout {
    id: facts

    required property list<var> pairs
    property int size: Theme.fact

    columns: 2
    columnSpacing: 16
    rowSpacing: 2
    flow: GridLayout.TopToBottom

    Repeater {
        model: facts.pairs

        Words {
            required property var modelData
            required property int index

            Layout.row: index
            Layout.column: 0
            Layout.minimumHeight: facts.size + 6
            Layout.alignment: Qt.AlignTop
            text: modelData.label
            color: Theme.quiet
            font.pixelSize: Theme.small
        }
    }
    Repeater {
        model: facts.pairs

        Words {
            required property var modelData
            required property int index

            Layout.row: index
            Layout.column: 1
            Layout.minimumHeight: facts.size + 6
            Layout.fillWidth: true
            text: modelData.value
            font.pixelSize: facts.size
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
        }
    }
}
