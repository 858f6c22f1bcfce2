pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// Below the answers: the way of the goods or what to do, and the code to take along.
Rectangle {
    id: strip

    required property list<var> stops
    required property list<var> advice
    required property string url
    required property string urlText
    property bool isBlank: false

    implicitHeight: advice.length === 1 ? 112 : 134
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    Timeline {
        visible: strip.advice.length === 0
        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: strip.url === "" ? Theme.padding : along.width + 2 * Theme.padding
        anchors.topMargin: 9
        stops: strip.stops
        isBlank: strip.isBlank
    }
    RowLayout {
        visible: strip.advice.length > 0
        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: strip.url === "" ? Theme.padding : along.width + 2 * Theme.padding + 8
        spacing: 26

        Repeater {
            model: strip.advice

            AdviceRow {
                required property var modelData

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                item: modelData
                isCompact: true
            }
        }
    }
    Rectangle {
        visible: along.visible
        anchors.right: along.left
        anchors.rightMargin: Theme.padding - 6
        anchors.verticalCenter: parent.verticalCenter
        width: 1
        height: parent.height - 32
        color: Theme.line
    }
    TakeAlong {
        id: along

        anchors.right: parent.right
        anchors.rightMargin: Theme.padding - 8
        anchors.verticalCenter: parent.verticalCenter
        url: strip.url
        text: strip.urlText
        // Three pixels for each of the 35 modules that the longest link has.
        size: Math.max(106, strip.height - 10)
    }
}
