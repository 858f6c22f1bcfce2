"""What kind of source a setting names: the screen asks for a label before a camera, or by a gun."""

from __future__ import annotations

import pytest

from kiosk.camera.naming import SourceKind, kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", SourceKind.CAMERA),
        ("pi", SourceKind.CAMERA),
        ("camera:1", SourceKind.CAMERA),
        ("serial:/dev/ttyACM0", SourceKind.GUN),
        ("photo.jpg", SourceKind.FILE),
        ("/home/an/clip.mp4", SourceKind.FILE),
    ],
)
def test_source_is_a_camera_a_gun_or_a_file(text: str, kind: SourceKind) -> None:
    assert kind_of(text) is kind
