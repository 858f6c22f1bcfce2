pragma ComponentBehavior: Bound
import QtQuick

// Grey bars where words will stand.
Column {
    id: blanks

    property var shares: [0.92, 0.7, 0.48, 0.26]

    spacing: 12

    Repeater {
        model: blanks.shares

        Rectangle {
            required property real modelData

            width: blanks.width * modelData
            height: 22
            radius: 7
            color: Theme.blank
        }
    }
}
