"""No picture is ever written: no code that touches frames calls anything that could."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kiosk

ROOT = Path(kiosk.__file__).parent
WRITES = frozenset(
    {"imwrite", "imwritemulti", "imencode", "VideoWriter", "save", "savez", "savez_compressed", "savetxt", "tofile"}
    | {"dump", "write_bytes", "write_text", "memmap"}
)
FILES = sorted([*ROOT.glob("camera/*.py"), ROOT / "processes" / "camera.py"])


def written_in(source: str) -> set[str]:
    """Return the names of calls in `source` that could write a picture."""
    names = (
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
    )
    return {name for name in names if name in WRITES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_camera_writes_no_picture(path: Path) -> None:
    assert written_in(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("line", ["cv2.imwrite(p, x)", "np.save(p, x)", "x.tofile(p)", "image.save(p)"])
def test_what_writes_is_found(line: str) -> None:
    assert written_in(line)
