pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts

// What one answer says, and groups of facts, each with who states it.
Rectangle {
    id: box

    required property var opened
    readonly property bool isStated: opened.groups.length === 0
    // Two columns of tall facts leave no place between them where a page could end.
    readonly property bool isTall: opened.groups.some(group => group.facts.some(fact => fact.value.length > 90))
    // What does not fit is on the next page.
    property int page: 0
    readonly property int pages: paged.pages

    function widestLabel(): real {
        let most = 0;
        for (let at = 0; at < groups.count; at++)
            most = Math.max(most, (groups.itemAt(at) as Group)?.labelWidth ?? 0);
        return most;
    }
    component Group: ColumnLayout {
        id: group

        required property var modelData
        readonly property real labelWidth: facts.labelWidth

        Layout.fillWidth: true
        Layout.fillHeight: false
        Layout.preferredWidth: 1
        Layout.alignment: Qt.AlignTop
        spacing: 1

        Rule {
            Layout.fillWidth: true
            Layout.topMargin: 4
            Layout.bottomMargin: 3
        }
        Facts {
            id: facts

            Layout.fillWidth: true
            Layout.fillHeight: false
            pairs: group.modelData.facts
            rowSpacing: 0
            size: Theme.small
            leastLabelWidth: table.columns === 1 ? box.widestLabel() : 0
        }
        Words {
            Layout.fillWidth: true
            text: group.modelData.statedBy
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
        }
    }

    implicitHeight: inside.implicitHeight + 16
    radius: Theme.corner
    color: Theme.card
    border.color: Theme.line

    ColumnLayout {
        id: inside

        anchors.fill: parent
        anchors.leftMargin: Theme.padding
        anchors.rightMargin: Theme.padding
        anchors.topMargin: 8
        anchors.bottomMargin: 8
        spacing: 2

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 10

            Icon {
                name: box.opened.kind === "origin" ? "map-pin" : "shield-check"
                tone: Theme.quiet
            }
            Words {
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.size(36)
                text: box.opened.title
                color: Theme.quiet
                font.weight: Font.DemiBold
            }
            MarkIcon {
                visible: name !== ""
                mark: box.opened.mark
            }
        }
        Paged {
            id: paged

            Layout.fillWidth: true
            Layout.fillHeight: true
            page: box.page
            isStrict: true

            ColumnLayout {
                anchors.fill: parent
                spacing: 3

                Words {
                    Layout.fillWidth: true
                    visible: text !== ""
                    text: box.opened.heading
                    font.pixelSize: Theme.title
                    font.weight: Font.Bold
                    wrapMode: Text.Wrap
                }
                Repeater {
                    model: box.opened.lines

                    Words {
                        required property string modelData

                        Layout.fillWidth: true
                        Layout.topMargin: box.isStated ? 6 : 0
                        text: modelData
                        font.pixelSize: box.isStated ? Theme.body : Theme.fact
                        wrapMode: Text.Wrap
                    }
                }
                GridLayout {
                    id: table

                    visible: !box.isStated
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    columns: Theme.isPortrait !== Theme.isLarge && !box.isTall ? 2 : 1
                    columnSpacing: 28
                    rowSpacing: 0

                    Repeater {
                        id: groups

                        model: box.opened.groups

                        Group {}
                    }
                }
                Item {
                    Layout.fillHeight: true
                    Layout.preferredHeight: 1
                }
            }
        }
        Words {
            Layout.fillWidth: true
            visible: box.isStated && text !== ""
            text: box.opened.statedBy
            color: Theme.quiet
            font.pixelSize: Theme.small
            wrapMode: Text.Wrap
        }
    }
}
