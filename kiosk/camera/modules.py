"""How many pixels one module of a square code has, read or not: from its finder patterns.

Any line through the middle of a finder pattern crosses dark, light, dark, light, dark of 1, 1, 3, 1 and 1
modules (ISO/IEC 18004, 6.3.3). A few dozen lines across the code-like region are searched for it, both ways.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Box, Frame, Pixels

LINES = 48
"""So many lines each way: a finder pattern of a label of 53 modules is met by three at least."""
WINDOW_SHARE = 8
"""Dark and light are told apart against the mean of this part of the line."""
DARKER = 0.08
"""Dark is below that mean by so much of the region's whole span: a sensor's noise is not."""
LOOSE = 0.6
"""By so many modules a run may differ from its share: blur makes light runs thin, or dark ones."""
ENOUGH = 3
FINDER_MODULES = 7
RUNS = (1, 1, 3, 1, 1)


def module_pixels(frame: Frame, box: Box) -> float | None:
    """Return the pixels of one module in `box` of `frame`; None where no finder pattern is seen in it."""
    part = frame.grey[box.top : box.bottom, box.left : box.right]
    if min(part.shape) < FINDER_MODULES * 2:
        return None
    sizes = np.concatenate([_across(_some_rows(part)), _across(_some_rows(part.T))])
    if sizes.size < ENOUGH:
        return None
    # in a turned code a line crosses a pattern aslant, and longer: the shorter ones are nearer the truth
    return round(float(np.percentile(sizes, 30)), 2)


def _some_rows(part: Pixels) -> Pixels:
    step = max(1, part.shape[0] // LINES)
    return np.ascontiguousarray(part[step // 2 :: step])


def _across(lines: Pixels) -> NDArray[np.float64]:
    """Return the module's size at each place where one of `lines` (by rows) crosses a finder pattern."""
    window = max(9, lines.shape[1] // WINDOW_SHARE) | 1
    margin = DARKER * float(np.ptp(lines[::4, ::4]))
    dark = lines < cv2.blur(lines, (window, 1)) - margin
    # every line begins and ends with a change, so that no run goes on in the next line
    dark[:, 0] = dark[:, -1] = False
    flat = dark.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if changes.size < len(RUNS) + 1:
        return np.zeros(0)
    runs = np.diff(changes)
    windows = np.lib.stride_tricks.sliding_window_view(runs, len(RUNS))[::2]
    module = windows.sum(axis=1) / FINDER_MODULES
    fits = (np.abs(windows - module[:, None] * RUNS) <= LOOSE * module[:, None]).all(axis=1)
    return np.asarray(module[fits & (module >= 1)], np.float64)
