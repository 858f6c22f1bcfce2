import QtQuick

// A thin line between two things of one card.
Rectangle {
    implicitHeight: 1
    color: Theme.line
}
