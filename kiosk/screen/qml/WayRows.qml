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
                x: 44
                width: 124
                height: parent.height
                text: stop.modelData.when
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
            Words {
                x: 170
                width: 158
                height: parent.height
                text: stop.modelData.title
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.small
            }
            Words {
                x: 336
                width: parent.width - x
                height: parent.height
                text: stop.modelData.statedBy
                color: Theme.quiet
                font.pixelSize: Theme.small
            }
        }
    }
}
