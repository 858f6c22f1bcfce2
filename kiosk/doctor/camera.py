"""The camera: whether pictures come, how fast, how sharp and bright, which way up, and through what lens."""

from __future__ import annotations

from kiosk.camera.guidance import FEW_PIXELS, GLARE_SHARE, MOVING, SOFT, TOO_DARK
from kiosk.camera.gun import Gun
from kiosk.camera.health import NUMBERS
from kiosk.doctor.pictures import LOOK_S, Seen, is_camera, open_pictures, seen_by, source_of
from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.errors import CameraError
from kiosk.messages.local import CameraState

WANTED_RATE = 15.0
"""Pictures a second; a hand that holds a label still for half a second gives the decoder seven."""
LEAST_RATE = 8.0
TOO_BRIGHT = 235.0
QUARTER = 90
FULL_WIDTH = 1280
"""A camera's own pictures are at least so wide; those that a running unit shows are reduced."""
_SHOW_ONE = "Hold a label upright before the camera and run this again: kiosk doctor camera"
_STATES = {
    CameraState.LOST: ("gives no pictures", "Check its cable."),
    CameraState.BLACK: ("gives black pictures", "Take the cover off; look at the lamp."),
    CameraState.FROZEN: ("gives the same picture again and again", "Unplug it for ten seconds."),
    CameraState.SLOW: (
        "gives too few pictures a second",
        "Give more light, and the camera a port of its own; look at the temperature.",
    ),
}


def camera_rows(subject: Subject, for_s: float = LOOK_S) -> tuple[Row, ...]:
    """Return the camera's rows, after `for_s` seconds of its pictures."""
    name = source_of(subject)
    try:
        source = open_pictures(subject)
    except CameraError as fault:
        return (_broken(subject, fault),)
    try:
        if isinstance(source, Gun):
            return (ok("camera", f"a scanner gun at {name}; read the check card: kiosk doctor gun"),)
        seen = seen_by(source, for_s)
    except CameraError as fault:
        return (_broken(subject, fault),)
    finally:
        source.close()
    if seen is None:
        return (failed("camera", f"CAM-02: {name} gave no picture in {for_s:g} s", "Check its cable."),)
    return picture_rows(name, seen)


def picture_rows(name: str, seen: Seen) -> tuple[Row, ...]:
    """Return the rows of what the pictures of the source `name` were like."""
    if seen.state is not CameraState.WORKING:
        what, remedy = _STATES[seen.state]
        return (failed("camera", f"{NUMBERS[seen.state]}: {name} {what}", remedy),)
    working = ok("camera", f"{name} gives pictures of {seen.width} × {seen.height}")
    return (working, _rate(seen), _light(seen), _sharpness(seen), _modules(seen), _motion(seen), _stance(seen))


def _broken(subject: Subject, fault: CameraError) -> Row:
    said = f"{fault.number}: {fault.what}"
    has_none = not subject.is_enrolled and not subject.settings.camera.source and fault.number == "CAM-01"
    return (
        absent("camera", said, fault.remedy)
        if has_none and is_camera(subject)
        else failed("camera", said, fault.remedy)
    )


def _rate(seen: Seen) -> Row:
    said = f"{seen.rate:.0f} pictures a second"
    remedy = "Give more light, and the camera a port of its own; look at the temperature."
    if seen.rate >= WANTED_RATE:
        return ok("frame rate", said)
    judged = warning if seen.rate >= LEAST_RATE else failed
    return judged("frame rate", f"{said}, {WANTED_RATE:.0f} are wanted", remedy)


def _light(seen: Seen) -> Row:
    said = f"brightness {seen.brightness:.0f} of 255, contrast {seen.contrast:.0f}"
    if seen.brightness < TOO_DARK:
        return failed("light", f"{said}: too dark", "Is the lamp on, and the cover off?")
    if seen.brightness > TOO_BRIGHT:
        return warning("light", f"{said}: too bright", "Shade the place, or turn the lamp down.")
    if seen.glare is not None and seen.glare > GLARE_SHARE:
        return warning(
            "light", f"{said}; {seen.glare:.0%} of the label is burnt out", "Turn the lamp away from the glass."
        )
    return ok("light", said)


def _sharpness(seen: Seen) -> Row:
    if seen.sharpness is None:
        return absent("sharpness", "no label in view", _SHOW_ONE)
    said = f"{seen.sharpness:.2f} on the label (1 is crisp, {SOFT} the least)"
    if seen.sharpness >= SOFT:
        return ok("sharpness", said)
    remedy = "Hold the label still at 16 cm; focus, and wipe the glass: kiosk doctor camera"
    return (warning if seen.sharpness >= SOFT / 2 else failed)("sharpness", said, remedy)


def _modules(seen: Seen) -> Row:
    if seen.module_px is None:
        return absent("label's size", "no square code in view", _SHOW_ONE)
    said = f"{seen.module_px:.1f} pixels a module in pictures {seen.width} wide"
    if seen.module_px >= FEW_PIXELS * seen.width / FULL_WIDTH:
        return ok("label's size", said)
    return warning("label's size", f"{said}: too few", "Hold it at 16 cm; else the camera stands too far away.")


def _motion(seen: Seen) -> Row:
    if seen.motion is None:
        return absent("motion", "no label in view", _SHOW_ONE)
    said = f"{seen.motion:.2f} widths of the picture a second"
    if seen.motion <= MOVING:
        return ok("motion", said)
    return warning("motion", f"{said}: it smears", "Hold the label still and run this again: kiosk doctor camera")


def _stance(seen: Seen) -> Row:
    if seen.stance is None:
        return absent("picture", "no square code was read in it", _SHOW_ONE)
    if seen.stance.is_mirrored:
        return failed("picture", "it is mirrored", "Switch mirroring off in the camera, or take the mirror away.")
    if seen.stance.quarters:
        return warning(
            "picture",
            f"the label stands turned by {seen.stance.quarters * QUARTER}° clockwise",
            "If it was held upright, turn the camera.",
        )
    return ok("picture", "upright, not mirrored")
