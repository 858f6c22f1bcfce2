// Where what is taller than its page is cut. A span has a top and a bottom, in pixels of the whole; a line that goes on
// from one above it in the same text `isNext`.

const NEAR = 4;
const MOST_PAGES = 40;
// What marks above capital letters need, such as those of Ẫ.
const MARKS = 9;
// Less of a page than this is not left for the last one.
const LEAST = 0.15;

// The pages of `height` that hold the `whole`: from `from` to `to` they are seen, and nothing that ends above `start`.
// Lines are not cut, units not where they fit on a page, blocks not where most of a page stays filled without them.
// A last page of a line or two takes some of the one before it along.
export function pagesOf(whole, height, lines, units, blocks) {
    const all = [lines, units.filter(one => high(one) <= height), blocks];
    const fullest = filled(whole, height, ...all);
    if (fullest.length === 1 || rest(fullest) > LEAST * height)
        return fullest;
    for (let lower = height - 8; lower > height / 2; lower -= 8) {
        const even = filled(whole, lower, ...all);
        if (even.length > fullest.length || !all[1].every(one => isWhole(one, even)))
            break;
        if (rest(even) > LEAST * height)
            return even;
    }
    return fullest;
}

// Each page as full as can be.
function filled(whole, height, lines, units, blocks) {
    const kept = lines.concat(units);
    const orders = [
        [kept.concat(blocks.filter(one => high(one) <= height)), 0.62],
        [kept.concat(blocks.filter(one => high(one) <= height / 3)), 0.5],
        [kept, 0],
        [lines.filter(one => high(one) <= height), 0]
    ];
    const pages = [];
    let start = 0;
    while (pages.length < MOST_PAGES) {
        const to = whole - start <= height + 1 ? whole : orders.map(([spans, least]) => cut(spans, start, height, least * height)).find(place => place > start + NEAR) ?? start + height;
        const next = Math.min(...kept.filter(one => one.top > to - NEAR).map(one => one.top));
        const isLast = to === whole || next === Infinity;
        const bottom = isLast ? whole : Math.max(start + 1, ...kept.concat(blocks).filter(one => one.bottom < to + NEAR && one.bottom > start).map(one => one.bottom));
        pages.push({ from: first(lines, start, bottom - height), start: start, to: Math.min(bottom, start + height + 1) });
        if (isLast)
            break;
        start = Math.max(next, bottom);
    }
    return pages;
}

function isWhole(span, pages) {
    return pages.some(page => span.top > page.start - NEAR && span.bottom < page.to + NEAR);
}

// How much stands on the last of `pages`.
function rest(pages) {
    const last = pages[pages.length - 1];
    return last.to - last.start;
}

// From where a page is seen whose first line begins at `start`: above its marks, where there is room and another text.
function first(lines, start, least) {
    const isInText = lines.some(one => one.isNext && Math.abs(one.top - start) < NEAR);
    return start === 0 || isInText ? start : Math.min(start, Math.max(0, least, start - MARKS));
}

// The last place on a page from `start` that goes through none of `spans`; `start` where less than `least` would stand
// on it. What has begun on an earlier page is cut already.
function cut(spans, start, height, least) {
    let to = start + height;
    for (;;) {
        const through = spans.filter(one => one.top > start - NEAR && one.top < to - 3 && one.bottom > to + 3);
        if (through.length === 0)
            return to - start < least ? start : to;
        to = Math.min(...through.map(one => one.top));
    }
}

function high(span) {
    return span.bottom - span.top;
}
