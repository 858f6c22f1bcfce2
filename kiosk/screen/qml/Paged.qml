import QtQuick

// What may be taller than its room. Then it is shown page by page, cut where no line of text, no picture and, where that
// leaves most of a page filled, no block is. Its one child says by its implicitHeight how tall it is, and fills its parent.
Item {
    id: paged

    default property alias content: sheet.data
    property int page: 0
    // From where to where each page shows its content.
    property list<var> spans: [whole]
    readonly property int pages: spans.length
    readonly property var whole: ({
            from: 0,
            to: 0
        })
    // Lines of usual letters may stand a little closer before anything goes to another page.
    property bool isStrict: Theme.isLarge
    readonly property bool isWhole: sheet.implicitHeight <= height * (isStrict ? 1 : 1.07) + 1
    readonly property var now: isWhole ? whole : spans[Math.min(page, pages - 1)]

    function measure() {
        const found = isWhole ? [whole] : cuts();
        if (JSON.stringify(found) !== JSON.stringify(spans))
            spans = found;
    }
    function cuts(): list<var> {
        const lines = [];
        const blocks = [];
        collect(sheet, lines, blocks);
        // Whole blocks, else small ones, else lines alone.
        const kept = [1, 1 / 3].map(share => lines.concat(blocks.filter(one => one.bottom - one.top <= height * share)));
        const found = [];
        let from = 0;
        while (found.length < 40 && sheet.implicitHeight - from > height + 1) {
            let to = cut(kept[0], from);
            if (to - from < height * 0.62)
                to = cut(kept[1], from);
            if (to - from < height / 2)
                to = cut(lines, from);
            // Not to where the next line begins: its marks stand above it.
            const bottom = Math.max(...lines.concat(blocks).filter(one => one.bottom < to + 4 && one.bottom > from).map(one => one.bottom), from + 1);
            found.push({
                from: from,
                to: bottom
            });
            const next = Math.min(...lines.filter(line => line.top > to - 4).map(line => line.top));
            if (next === Infinity)
                return found;
            // A little above the next line, and below what was shown.
            from = Math.min(next, Math.max(to, bottom, next - 10));
        }
        found.push({
            from: from,
            to: sheet.implicitHeight
        });
        return found;
    }
    // The last place on a page from `from` that goes through nothing; a thing that is taller than a page is cut.
    function cut(kept: list<var>, from: real): real {
        let to = from + height;
        for (;;) {
            const through = kept.filter(one => one.top > from + 4 && one.top < to - 3 && one.bottom > to + 3);
            if (through.length === 0)
                return to;
            to = Math.min(...through.map(one => one.top));
        }
    }
    // Into `lines` whatever is never cut, into `blocks` what is better kept whole.
    function collect(item: Item, lines: var, blocks: var) {
        for (const child of item.children) {
            if (!child.visible || child.height <= 0)
                continue;
            if (child instanceof Text)
                linesOf(child as Text, lines);
            else if (child instanceof Image)
                lines.push(span(child));
            else {
                const block = span(child);
                // A head stays with the line below it.
                if (child instanceof CardHead)
                    block.bottom += Theme.size(40);
                blocks.push(block);
                collect(child, lines, blocks);
            }
        }
    }
    function linesOf(words: Text, lines: var) {
        if (words.text === "")
            return;
        const down = words.verticalAlignment === Text.AlignVCenter ? (words.height - words.contentHeight) / 2 : 0;
        const top = words.mapToItem(sheet, 0, down).y;
        const high = words.contentHeight / words.lineCount;
        for (let line = 0; line < words.lineCount; line++)
            lines.push({
                top: rounded(top + line * high),
                bottom: rounded(top + (line + 1) * high)
            });
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
