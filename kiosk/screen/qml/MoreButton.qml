import QtQuick

// Turns the pages of what does not fit; gone where all of it does.
ActionButton {
    required property int page
    required property int pages

    objectName: "more"
    visible: pages > 1
    side: pages > 9 ? 12 : 26
    text: qsTr("screen.page") + " " + (Math.min(page, pages - 1) + 1) + "/" + pages
    icon: "arrow-right"
}
