import QtQuick

// A view; one that says by its implicitHeight that it is taller than its room, as in larger letters, goes page by page.
Item {
    id: paged

    required property Component view
    readonly property bool isOver: view !== null && loader.implicitHeight > height * (Theme.isLarge ? 1 : 1.07) + 1
    property int page: 0
    signal touched

    Paged {
        id: flow

        width: parent.width
        height: parent.height - (paged.isOver ? Theme.touch + Theme.gap : 0)
        page: paged.page

        Loader {
            id: loader

            anchors.fill: parent
            sourceComponent: paged.view
            onSourceComponentChanged: paged.page = 0
        }
    }
    MoreButton {
        id: more

        visible: paged.isOver && flow.pages > 1
        anchors.bottom: parent.bottom
        page: paged.page
        pages: flow.pages
        onPressed: {
            paged.page = more.following;
            paged.touched();
        }
    }
}
