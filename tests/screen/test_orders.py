"""What is ordered of the screen from afar: a picture without the camera's, and to begin anew when nobody is served."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtGui import QImage

from kiosk.messages.local import BeginAnew, Part, Pictured, PictureTaken, PictureWanted
from kiosk.preview import FILE_NAME, HEIGHT, WIDTH, PreviewWriter
from kiosk.processes.screen.orders import BEGINS_ANEW, BUSY_AT_MOST_S, ScreenOrders
from kiosk.screen.views import View
from tests.screen.part import Kiosk

SHOPPER = 0xFFCC00CC
"""A colour that stands nowhere on the screen but in what the camera sees."""


def pictures(kiosk: Kiosk) -> list[PictureTaken]:
    return [message for message in kiosk.sync.listen() if isinstance(message, PictureTaken)]


def has_shopper(image: QImage) -> bool:
    return any(image.pixel(x, y) == SHOPPER for x in range(0, image.width(), 8) for y in range(0, image.height(), 8))


def test_picture_of_the_screen_shows_nothing_of_what_the_camera_sees(kiosk: Kiosk, tmp_path: Path) -> None:
    ring = PreviewWriter(kiosk.setup.runtime_dir / FILE_NAME)
    ring.write(1, time.monotonic_ns(), SHOPPER.to_bytes(4, "little") * (WIDTH * HEIGHT))
    live = kiosk.part._window.models.live
    kiosk.camera.say(Pictured(number=1))
    kiosk.until(lambda: not live.image.isNull())
    assert has_shopper(kiosk.part._window.picture())
    kiosk.sync.say(PictureWanted())
    kiosk.until(lambda: bool(pictures(kiosk)))
    image = QImage.fromData(pictures(kiosk)[0].picture)
    assert image.width() == 1280
    assert not has_shopper(image)
    kiosk.camera.say(Pictured(number=1))
    kiosk.until(lambda: not live.image.isNull())
    ring.close()


def test_screen_begins_anew_with_all_parts_when_the_shopper_has_gone(kiosk: Kiosk) -> None:
    ended: list[int] = []
    kiosk.part._orders._end = ended.append
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.view is not View.WAITING)
    kiosk.sync.say(BeginAnew())
    kiosk.until(lambda: kiosk.part._orders._asked_s is not None)
    kiosk.part._on_tick()
    assert BeginAnew() not in kiosk.sync.listen()
    kiosk.part._state = kiosk.part._state.__class__()
    kiosk.until(lambda: ended == [BEGINS_ANEW])
    assert all(BeginAnew() in voice.listen() for voice in (kiosk.camera, kiosk.panel, kiosk.sync))


def test_nobody_but_sync_orders_anything(kiosk: Kiosk) -> None:
    orders = ScreenOrders(kiosk.part._window, lambda *_: True)
    assert not orders.hear(Part.CAMERA, BeginAnew())
    assert not orders.hear(Part.PANEL, PictureWanted())
    assert orders.hear(Part.SYNC, BeginAnew())


def test_crowd_does_not_hold_up_a_restart_for_ever(kiosk: Kiosk) -> None:
    now_s = 0.0
    ended: list[int] = []
    orders = ScreenOrders(kiosk.part._window, lambda *_: True, lambda: now_s, ended.append)
    orders.hear(Part.SYNC, BeginAnew())
    now_s = BUSY_AT_MOST_S - 1
    orders.look(View.RESULT)
    assert orders._asked_s is not None
    now_s = BUSY_AT_MOST_S
    orders.look(View.RESULT)
    kiosk.until(lambda: ended == [BEGINS_ANEW])
