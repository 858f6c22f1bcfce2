import QtQuick

// Turns the pages of what does not fit, after the last to the first; gone where all of it does.
ActionButton {
    id: button

    required property int page
    required property int pages
    readonly property bool isLast: page >= pages - 1
    // Where it leads.
    readonly property int following: isLast ? 0 : page + 1

    component Measured: TextMetrics {
        font.family: Theme.family
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
        font.hintingPreference: Font.PreferNoHinting
    }

    function nextText(number: int): string {
        return qsTr("screen.page") + " " + number + "/" + pages;
    }

    objectName: "more"
    visible: pages > 1
    side: pages > 9 ? 12 : 26
    // As wide on every page: what stands around it must not move.
    wordsWidth: Math.ceil(Math.max(next.advanceWidth, first.advanceWidth))
    text: isLast ? qsTr("screen.page.first") : nextText(following + 1)
    icon: isLast ? "chevron-first" : "arrow-right"

    Measured {
        id: next

        text: button.nextText(button.pages)
    }
    Measured {
        id: first

        text: qsTr("screen.page.first")
    }
}
