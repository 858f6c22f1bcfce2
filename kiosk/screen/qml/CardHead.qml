import QtQuick
import QtQuick.Layouts

// What a card is about, whether it opens, and its mark.
RowLayout {
    id: head

    required property string icon
    required property string title
    required property string mark
    required property color tone
    required property bool opens

    spacing: 10

    Icon {
        name: head.icon
        tone: Theme.quiet
        size: 26
    }
    Words {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.size(36)
        text: head.title
        color: head.tone
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
    }
    Icon {
        visible: head.opens
        name: "maximize-2"
        tone: Theme.quiet
        size: 24
    }
    MarkIcon {
        visible: name !== ""
        mark: head.mark
    }
}
