"""`kiosk scan`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.camera.scan import ScanLine, Summary


@click.command()
@click.argument("source")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a line; the last is the summary.")
def scan(source: str, is_json: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Read the codes in SOURCE, without a verdict.

    SOURCE is a picture, a folder of pictures, a video, camera:N, pi (Raspberry Pi camera) or
    serial:PATH (a scanner gun). A camera is read until Ctrl-C.
    """
    from kiosk.camera.scan import scan as lines_of

    for line in lines_of(source):
        click.echo(json.dumps(line.as_json()) if is_json else _words(line))


def _words(line: ScanLine | Summary) -> str:
    from kiosk.camera.scan import Summary

    if isinstance(line, Summary):
        times = line.decode_ms
        return (
            f"codes: {line.codes}, frames: {line.frames};"
            f" decoding: median {times.median} ms, 95 % within {times.p95} ms, at most {times.max} ms"
        )
    return f"{line.file} {line.frame}: {line.text}  ({line.format} {line.symbology}, {line.decode_ms} ms)"
