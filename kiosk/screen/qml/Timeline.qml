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
            readonly property bool isLast: index === way.shown.length - 1

            width: way.width / way.shown.length
            height: way.height

            Rectangle {
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
            Words {
                id: time

                x: 54
                height: 44
                text: stop.modelData.when
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
            Rectangle {
                anchors.left: time.right
                anchors.right: parent.right
                anchors.leftMargin: way.isBlank ? 0 : 12
                anchors.rightMargin: 10
                visible: width > 12 && (way.isBlank || !stop.isLast)
                y: 20
                height: 4
                radius: 2
                color: way.isBlank ? Theme.blank : Theme.goodLine
            }
            Blanks {
                visible: way.isBlank
                y: 54
                width: parent.width
                shares: [0.7, 0.5]
            }
            Column {
                visible: !way.isBlank
                y: 47
                width: parent.width - 14
                spacing: -1

                Words {
                    width: parent.width
                    height: 27
                    text: stop.modelData.title
                    font.weight: Font.Bold
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.small
                }
                Words {
                    width: parent.width
                    text: stop.modelData.statedBy
                    color: Theme.quiet
                    font.pixelSize: Theme.small
                    lineHeight: 0.95
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                }
            }
        }
    }
}
