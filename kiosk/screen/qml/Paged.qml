import QtQuick
import "paging.mjs" as Paging

// What may be taller than its room. Then it is shown page by page, cut between what belongs together (paging.mjs).
// Its one child says by its implicitHeight how tall it is, and fills its parent.
Item {
    id: paged

    default property alias content: sheet.data
    property int page: 0
    // Where each page begins, and from where to where it is seen.
    property list<var> spans: [whole]
    readonly property int pages: spans.length
    readonly property var whole: ({
            from: 0,
            start: 0,
            to: 0
        })
    // What the spans were made of.
    property string measured: ""
    // Lines of usual letters may stand a little closer before anything goes to another page.
    property bool isStrict: Theme.isLarge
    readonly property bool isWhole: sheet.implicitHeight <= height * (isStrict ? 1 : 1.07) + 1
    readonly property var now: isWhole ? whole : spans[Math.min(page, pages - 1)]

    // Where it is not seen its pages stay as they are: nothing of it could be measured.
    function measure() {
        if (!visible || isWhole && pages === 1)
            return;
        const parts = {
            lines: [],
            units: [],
            blocks: [],
            painted: []
        };
        collect(sheet, parts);
        const asked = [sheet.implicitHeight, height, parts.lines, parts.units, parts.blocks];
        const told = isWhole ? "" : JSON.stringify(asked);
        if (told !== measured) {
            measured = told;
            spans = isWhole ? [whole] : Paging.pagesOf(...asked);
        }
        // Marks of letters stand beyond their line: what is on another page is not painted at all.
        for (const [item, one] of parts.painted)
            item.opacity = isWhole || (one.bottom > now.start + 1 && one.top < now.to - 1) ? 1 : 0;
    }
    function collect(item: Item, parts: var) {
        for (const child of item.children) {
            // Where a card is touched goes by its page.
            if (!child.visible || child.height <= 0 || child instanceof Target)
                continue;
            const place = span(child);
            if (child instanceof Text || child instanceof Image || child instanceof Rule || isUnit(child))
                parts.painted.push([child, place]);
            if (child instanceof Text) {
                parts.units.push(...linesOf(child as Text, parts.lines));
                continue;
            }
            if (child instanceof Image)
                parts.lines.push(place);
            if (child instanceof Facts)
                parts.units.push(...pairsOf(child as Facts));
            (isUnit(child) ? parts.units : parts.blocks).push(place);
            collect(child, parts);
        }
    }
    // A sign with its words, a title with its text, a head with the line below it.
    function isUnit(item: Item): bool {
        return [AdviceRow, CardHead, CardLine, CompareRow, ItemRow, OpenedRow].some(kind => item instanceof kind);
    }
    // Puts the lines of `words` into `lines`; returns them all as one.
    function linesOf(words: Text, lines: var): var {
        if (words.text === "")
            return [];
        const down = words.verticalAlignment === Text.AlignVCenter ? (words.height - words.contentHeight) / 2 : 0;
        const top = words.mapToItem(sheet, 0, down).y;
        const high = words.contentHeight / words.lineCount;
        for (let line = 0; line < words.lineCount; line++)
            lines.push({
                top: rounded(top + line * high),
                bottom: rounded(top + (line + 1) * high),
                isNext: line > 0
            });
        return [
            {
                top: rounded(top),
                bottom: rounded(top + words.contentHeight)
            }
        ];
    }
    // Each label with its value.
    function pairsOf(facts: Facts): var {
        return facts.joined().map(pair => pair.map(one => span(one))).map(([label, value]) => ({
                    top: Math.min(label.top, value.top),
                    bottom: Math.max(label.bottom, value.bottom)
                }));
    }
    function span(item: Item): var {
        const top = item.mapToItem(sheet, 0, 0).y;
        return {
            top: rounded(top),
            bottom: rounded(top + item.height)
        };
    }
    // Where something stands is the same on every page, though the last digits of a mapped place are not.
    function rounded(place: real): real {
        return Math.round(place * 10) / 10;
    }

    implicitHeight: sheet.implicitHeight
    onVisibleChanged: soon.restart()
    onWidthChanged: soon.restart()
    onHeightChanged: soon.restart()
    onImplicitHeightChanged: soon.restart()

    Timer {
        id: soon

        interval: 0
        onTriggered: paged.measure()
    }
    // What stands in it may change and be as tall as before: looked at with each frame, where it does not fit.
    Connections {
        target: paged.isWhole ? null : paged.Window.window

        function onAfterAnimating() {
            paged.measure();
        }
    }
    Item {
        objectName: "pagedRoom"
        width: parent.width
        height: paged.isWhole ? parent.height : Math.min(paged.now.to - paged.now.from, parent.height)
        clip: !paged.isWhole

        Item {
            id: sheet

            y: -paged.now.from
            width: paged.width
            height: Math.max(paged.height, implicitHeight)
            implicitHeight: children.length > 0 ? children[0].implicitHeight : 0
        }
    }
}
