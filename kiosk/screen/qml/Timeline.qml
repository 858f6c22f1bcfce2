pragma ComponentBehavior: Bound
import QtQuick

// The way of the goods: places and times, each with who states it.
Row {
    id: way

    required property list<var> stops
    property bool isBlank: false
    readonly property list<var> blanks: ["sprout", "package-check", "truck", "store"].map(icon => ({
                icon: icon,
                title: "",
                when: "",
                statedBy: ""
            }))
    readonly property list<var> shown: isBlank ? blanks : stops

    Repeater {
        model: way.shown

        Item {
            id: stop

            required property var modelData
            required property int index

            width: way.width / way.shown.length
            height: way.height

            Rectangle {
                id: dot

                width: 44
                height: 44
                radius: 22
                color: way.isBlank ? Theme.blank : Theme.goodTint

                Icon {
                    anchors.centerIn: parent
                    name: stop.modelData.icon
                    tone: way.isBlank ? Theme.quiet : Theme.good
                    size: 26
                }
            }
            Rectangle {
                visible: way.isBlank || stop.index < way.shown.length - 1
                x: 50
                y: 20
                width: parent.width - 56
                height: 4
                radius: 2
                color: way.isBlank ? Theme.blank : Theme.goodLine
            }
            Blanks {
                visible: way.isBlank
                y: 56
                width: parent.width
                shares: [0.7, 0.5]
            }
            Column {
                visible: !way.isBlank
                y: 46
                width: parent.width - 10
                spacing: -2

                Words {
                    width: parent.width
                    text: stop.modelData.title
                    font.weight: Font.Bold
                }
                Words {
                    width: parent.width
                    text: stop.modelData.when
                    color: Theme.quiet
                    font.pixelSize: Theme.small
                }
                Words {
                    width: parent.width
                    text: stop.modelData.statedBy
                    color: Theme.quiet
                    font.pixelSize: Theme.small
                }
            }
        }
    }
}
