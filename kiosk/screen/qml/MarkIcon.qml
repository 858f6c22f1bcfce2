import QtQuick

// The shape of a level: tick in circle, cross in octagon, exclamation mark in triangle, question mark in square.
Icon {
    required property string mark

    name: mark === "none" || mark === "" ? "" : "mark-" + mark
    tone: Theme.accent(mark)
    size: 34
}
