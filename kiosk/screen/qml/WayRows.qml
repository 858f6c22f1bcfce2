pragma ComponentBehavior: Bound
import QtQuick

// The way of the goods, one stop below the other: when, what, and who states it.
Item {
    id: way

    required property list<var> stops
    property bool isBlank: false
    property int rowHeight: 34
    readonly property list<var> blanks: ["sprout", "package-check", "truck", "store"].map(icon => ({
                icon: icon,
                title: "",
                when: "",
                statedBy: ""
            }))
    readonly property list<var> shown: isBlank ? blanks : stops

    implicitHeight: shown.length * rowHeight

    Rectangle {
        x: 12
        y: way.rowHeight / 2
        width: 3
        height: (way.shown.length - 1) * way.rowHeight
        color: way.isBlank ? Theme.blank : Theme.goodLine
    }
    Repeater {
        model: way.shown

        Item {
            id: stop

            required property var modelData
            required property int index
            readonly property real line: Theme.isLarge ? height / 2 : height

            y: index * way.rowHeight
            width: way.width
            height: way.rowHeight

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: 28
                height: 28
                radius: 14
                color: way.isBlank ? Theme.blank : Theme.goodTint

                Icon {
                    anchors.centerIn: parent
                    name: stop.modelData.icon
                    tone: way.isBlank ? Theme.quiet : Theme.good
                    size: 20
                }
            }
            Blanks {
                visible: way.isBlank
                anchors.verticalCenter: parent.verticalCenter
                x: 44
                width: parent.width - 44
                shares: [0.6 - stop.index * 0.1]
            }
            Words {
                id: time

                visible: !way.isBlank
                x: 44
                width: Theme.isLarge ? 190 : 124
                height: stop.line
                text: stop.modelData.when
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
            Words {
                visible: !way.isBlank
                anchors.left: time.right
                anchors.leftMargin: 2
                anchors.right: Theme.isLarge ? parent.right : undefined
                width: 180
                height: stop.line
                text: stop.modelData.title
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.small
            }
            // Who states it: beside it, below it in larger letters.
            Words {
                visible: !way.isBlank
                x: Theme.isLarge ? 44 : 358
                y: Theme.isLarge ? stop.line : 0
                width: parent.width - x
                height: stop.line
                text: stop.modelData.statedBy
                color: Theme.quiet
                font.pixelSize: Theme.small
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 18
            }
        }
    }
}
