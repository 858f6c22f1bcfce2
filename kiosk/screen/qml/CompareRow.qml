pragma ComponentBehavior: Bound
import QtQuick

// One thing of both packs: what it is called, then this pack's and the other's, each with its mark.
Item {
    id: line

    required property var row
    required property int labelWidth
    property bool isRuled: false
    // In landscape each stands below the edge of its head, and the second head ends beyond this row.
    readonly property real beyond: Theme.isPortrait ? 0 : Theme.padding
    readonly property real cell: (width + beyond - labelWidth - 2 * Theme.gap) / 2

    implicitHeight: Math.max(label.implicitHeight, mine.implicitHeight, other.implicitHeight) + 18

    component Said: Item {
        id: said

        required property int index
        readonly property string mark: line.row.marks[index]
        readonly property bool isMarked: mark !== "none"

        x: line.labelWidth + Theme.gap + index * (line.cell + Theme.gap)
        width: line.cell - index * line.beyond
        height: line.height
        implicitHeight: value.implicitHeight

        MarkIcon {
            visible: said.isMarked
            anchors.verticalCenter: parent.verticalCenter
            mark: said.mark
            size: 26
        }
        Words {
            id: value

            anchors.verticalCenter: parent.verticalCenter
            x: said.isMarked ? 36 : 0
            width: parent.width - x
            text: line.row.values[said.index]
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            maximumLineCount: Theme.isLarge ? 6 : Theme.isPortrait ? 3 : 2
            lineHeight: 0.95
        }
    }

    Rule {
        visible: line.isRuled
        width: parent.width
    }
    Words {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        width: line.labelWidth
        text: line.row.label
        color: Theme.quiet
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
        maximumLineCount: Theme.isLarge ? 4 : 2
    }
    Said {
        id: mine

        index: 0
    }
    Said {
        id: other

        index: 1
    }
}
