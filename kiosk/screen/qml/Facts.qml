pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Labels and values in two columns; the labels are as wide as the widest. A number that would be broken there stands below its label.
GridLayout {
    id: facts

    required property list<var> pairs
    property int size: Theme.fact
    property real labelWidth: 0
    // Of several tables, one above the other: as wide as the widest of them all.
    property real leastLabelWidth: 0

    // Whether `value`, so wide in one line, would be broken within its one word.
    function isBelow(value: string, wide: real): bool {
        return !/\s/.test(value) && wide > width - Math.max(labelWidth, leastLabelWidth) - columnSpacing;
    }
    // Each label with its value.
    function joined(): list<var> {
        return pairs.map((_, at) => [labels.itemAt(at), values.itemAt(at)]).filter(([label, value]) => label && value);
    }
    function measure() {
        let most = 0;
        for (let at = 0; at < labels.count; at++)
            most = Math.max(most, (labels.itemAt(at) as Text)?.implicitWidth ?? 0);
        labelWidth = most;
    }

    columns: 2
    columnSpacing: 16
    rowSpacing: 2
    flow: GridLayout.TopToBottom

    Repeater {
        id: labels

        model: facts.pairs

        Words {
            required property var modelData
            required property int index

            Layout.row: 2 * index
            Layout.column: 0
            Layout.minimumHeight: facts.size + 6
            Layout.minimumWidth: Math.max(implicitWidth, facts.leastLabelWidth)
            Layout.alignment: Qt.AlignTop
            text: modelData.label
            color: Theme.quiet
            font.pixelSize: Theme.small
            onImplicitWidthChanged: facts.measure()
        }
    }
    Repeater {
        id: values

        model: facts.pairs

        Words {
            required property var modelData
            required property int index
            readonly property bool isBelow: facts.isBelow(modelData.value, implicitWidth)

            Layout.row: 2 * index + (isBelow ? 1 : 0)
            Layout.column: isBelow ? 0 : 1
            Layout.columnSpan: isBelow ? 2 : 1
            Layout.minimumHeight: facts.size + 6
            Layout.fillWidth: true
            text: modelData.value
            font.pixelSize: facts.size
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
        }
    }
}
