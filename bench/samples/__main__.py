"""Write all of assets/sample anew: `python -m bench.samples [FOLDER]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.samples.pictures import write_clip, write_stills
from bench.samples.sheet import write_sheet
from bench.samples.write import write_records
from kiosk.central.publishing.practice import practice_root

FOLDER = Path(__file__).parents[2] / "assets" / "sample"


def main(folder: Path) -> None:
    """Write every sample into `folder`; running it again changes nothing."""
    if shutil.which("ffmpeg") is None:
        sys.exit("The clip needs ffmpeg, which is not here. Install it: sudo apt-get install ffmpeg")
    write_records(folder)
    (folder / "root.json").write_bytes(practice_root())
    write_sheet(folder / "labels.pdf")
    write_stills(folder)
    write_clip(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
