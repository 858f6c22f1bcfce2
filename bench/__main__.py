"""`make bench`: measure everything here, print it, and write docs/bench.md. Takes about a quarter of an hour."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psutil

from bench import (
    console,
    decode,
    frame_to_verdict,
    heart,
    intake,
    labels,
    lookups,
    publishing,
    records,
    screen,
    snapshot,
    sync_bytes,
    told,
    trace,
    whole,
)
from bench.decode import Figure
from kiosk.moment import HANOI

REPORT = Path(__file__).parents[1] / "docs" / "bench.md"
HEAD = """# Numbers
Measured by `make bench` on {machine}, {when}.

{system}

Ratios hold better than times: what is measured beside a bare thing was measured in the same run. Medians and 95th
percentiles (nearest rank). A limit is what the project promises; "over" marks one that was not kept here. A load
average near the number of cores at the beginning means that others were at work too, and times are longer for it.
"""


def found() -> Iterator[Figure]:
    """Yield the look-ups of the centre in the form of the others."""
    for figure in lookups.measure():
        yield Figure(f"{figure.name}: median", figure.median_ms, "ms")
        yield Figure(f"{figure.name}: p95", figure.p95_ms, "ms")
        if figure.ratio is not None:
            yield Figure(f"{figure.name}: against the bare thing", figure.ratio, "×")


SECTIONS: tuple[tuple[str, str, Callable[[], Iterator[Figure]]], ...] = (
    (
        "The whole kiosk",
        "Start, memory (proportional: what two processes share counts once) and waiting, by `kiosk run` without a"
        " display.",
        whole.measure,
    ),
    (
        "From the frame to the painted verdict",
        "Real processes on the shipped clip at twice its speed; the times of the frame and of the painted verdict stand"
        " in the journal's rows. The window is painted by software here.",
        frame_to_verdict.measure,
    ),
    (
        "The screen's own loop",
        "The screen's part at 1280 × 800, painted by software, with voices that stand for the other parts: the story"
        " labels in turn, each once the one before it is painted, then ten seconds of live view at 15 pictures a"
        " second. A handler is what a message, a timer or a touch has done; painting is Qt's.",
        screen.measure,
    ),
    ("Reading", "On the frames of the shipped clip, beside zxing-cpp alone on the same frames.", decode.measure),
    (
        "The pure heart",
        "On the story labels, in one process; the stream repeats them, sealed ones among them.",
        heart.measure,
    ),
    (
        "The way of the goods",
        "A lot among millions followed up to the farms or down to the stalls, on PostgreSQL, as its route does it; each"
        " lot is asked for once.",
        trace.measure,
    ),
    (
        "The centre on PostgreSQL",
        "Records by Digital Link among a million lots, one worker, 32 kept connections; generator, worker and database"
        " share the cores. Both ratios are of the same run.",
        records.measure,
    ),
    (
        "Journals",
        "Runs of 600 rows into PostgreSQL with fsync on, four connections at once, counted by hour as they come;"
        " beside it a bare COPY of the same rows.",
        intake.measure,
    ),
    (
        "The console",
        "2,000 kiosks at 50 markets, 30 days of 10 million scans on PostgreSQL, 100,000 on SQLite; each page 20 times"
        " by the test client, the database and the service on the same cores.",
        console.measure,
    ),
    ("The centre", "Records by Digital Link, on SQLite with the sample registry, one worker.", found),
    (
        "What a kiosk has on the road",
        "The real client against the real centre over HTTP, headers included, through a forwarder that counts; what TLS"
        " adds is reckoned. 500 labels a day, 14 hours open, 1 % of 200,000 lots changed a day, three urgent changes.",
        sync_bytes.measure,
    ),
    (
        "From the board to the screen",
        "An emergency that is told at the centre, until it is at the line to the screen: at a unit's own pace, a poll"
        " every 30 s.",
        told.measure,
    ),
    ("Labels", "A batch by the centre on SQLite, with the samples' key: stored, signed, read back.", labels.measure),
    (
        "Publishing",
        "A city of 200,000 lots on PostgreSQL, published by the serving process; the small questions are of another"
        " thread of it.",
        publishing.measure,
    ),
    (
        "The registry on a unit",
        "The same city as a kiosk has it. The bare query asks SQLite for the same rows and makes nothing of them; of"
        " each look-up the shortest of three rounds counts.",
        snapshot.measure,
    ),
)


def main() -> int:
    """Measure each section, or those named, print figures as they come, and write the report."""
    arguments = argparse.ArgumentParser(description="The numbers of docs/bench.md.")
    titles = [title for title, _, _ in SECTIONS]
    arguments.add_argument(
        "--only", action="append", choices=titles, metavar="TITLE", help="This section; others stay."
    )
    wanted = arguments.parse_args().only or titles
    parts = sections_of(REPORT.read_text("utf-8"))
    if wanted == titles:
        parts[""] = HEAD.format(machine=processor(), when=f"{datetime.now(HANOI):%Y-%m-%d}", system=system())
    for title, says, measure in SECTIONS:
        if title not in wanted:
            continue
        print(f"\n{title}", flush=True)
        begins = "" if wanted == titles else f" Measured alone on {datetime.now(HANOI):%Y-%m-%d}; {system()}"
        rows = []
        for figure in measure():
            print(f"  {figure}", flush=True)
            rows.append(row(figure))
        table = "| | | limit |\n|---|---:|---:|\n" + "\n".join(rows)
        parts[title] = f"## {title}\n{says}{begins}\n\n{table}\n"
        report = [parts[""], *(parts[one] for one in titles if one in parts)]
        REPORT.write_text("\n".join(report), "utf-8")
    print(f"\nwritten: {REPORT}")
    return 0


def sections_of(report: str) -> dict[str, str]:
    """Return a report's sections by their titles; what stands before the first is that of ""."""
    head, *sections = report.split("\n## ")
    return {"": head, **{one.partition("\n")[0]: f"## {one}" for one in sections}}


def row(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    limit = ""
    if figure.limit is not None:
        limit = f"{figure.limit:g} {figure.unit}" + (" **over**" if figure.value > figure.limit else "")
    return f"| {figure.name} | {figure.value:.4g} {figure.unit} | {limit} |"


def processor() -> str:
    """Return the name of this machine's processor."""
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith(("model name", "Model")):
            return line.partition(":")[2].strip()
    return platform.machine()


def system() -> str:
    """Return cores, memory, versions and the load at the beginning in one line."""
    memory_gb = psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory_gb:.0f} GB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}; load average at the beginning {load:.1f}."
    )


if __name__ == "__main__":
    sys.exit(main())
