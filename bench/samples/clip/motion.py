"""How a hand moves a label: poses in time, and where the card's plane falls in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.samples.clip.counter import HEIGHT, WIDTH

FPS = 15
FRAMES_IN, FRAMES_HELD, FRAMES_OUT, FRAMES_EMPTY = 6, 18, 6, 4
FRAMES_SHOWN = FRAMES_IN + FRAMES_HELD + FRAMES_OUT
FRAMES_EACH = FRAMES_SHOWN + FRAMES_EMPTY
FRAMES_BEFORE = 8
"""Empty view at the start."""
FOCAL_PX = 1000.0
AWAY_PX = 1000.0
"""How far a label waits outside the picture."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Light:
    """What makes a label hard to read. Zeros are a good view."""

    gain: float = 1.0
    noise: float = 0.0
    foil: float = 0.0
    """Strength of the sheen of a wrapping, 0 to 1."""
    glare: float = 0.0
    """Strength of one bright reflection that wanders over the label."""
    defocus: float = 0.0
    shake: float = 0.0
    """Units by which the hand trembles."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One label of the clip: from where it comes and how it is held. Angles in degrees."""

    story: str
    comes_from: float
    """Direction of the way in, 0 from the right, 90 from below."""
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    light: Light = Light()
    sleeve: tuple[float, float, float] = (70, 100, 132)


@dataclass(frozen=True, slots=True)
class Pose:
    """The card at one instant: its middle from the picture's, its size, its three angles."""

    x: float
    y: float
    scale: float
    roll: float
    pitch: float
    yaw: float


def pose_at(shot: Shot, frame: float) -> Pose | None:
    """Return the pose `frame` frames after the label began to come; None where it is away."""
    if not 0 <= frame < FRAMES_SHOWN:
        return None
    away = _ease(1 - frame / FRAMES_IN) if frame < FRAMES_IN else 0.0
    leaving = _ease((frame - FRAMES_IN - FRAMES_HELD) / FRAMES_OUT)
    held = np.clip((frame - FRAMES_IN) / FRAMES_HELD, 0, 1) - 0.5
    direction = np.radians(shot.comes_from)
    far = AWAY_PX * (away + leaving)
    tremble = shot.light.shake * np.sin(2.1 * frame), shot.light.shake * np.cos(1.7 * frame)
    return Pose(
        x=shot.x + far * np.cos(direction) + 14 * held + tremble[0],
        y=shot.y + far * np.sin(direction) - 8 * held + tremble[1],
        scale=shot.scale * (1 + 0.05 * held) * (1 - 0.12 * (away + leaving)),
        roll=shot.roll + 5 * held + 16 * (away - leaving),
        pitch=shot.pitch + 4 * held + 20 * away,
        yaw=shot.yaw - 5 * held + 18 * leaving,
    )


def _ease(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def plane(pose: Pose, middle: tuple[float, float], sharper: float) -> Matrix:
    """Return the homography from the drawing's pixels to the picture's; `middle` in drawing units."""
    roll, pitch, yaw = np.radians((pose.roll, pose.pitch, pose.yaw))
    turn = _turn(0, 1, roll) @ _turn(1, 2, pitch) @ _turn(2, 0, yaw)
    to_units = np.array([[1 / sharper, 0, -middle[0]], [0, 1 / sharper, -middle[1]], [0, 0, 1]])
    distance = FOCAL_PX / pose.scale
    place = np.array([pose.x, pose.y, 0.0]) / pose.scale + np.array([0, 0, distance])
    camera = np.array([[FOCAL_PX, 0, WIDTH / 2], [0, FOCAL_PX, HEIGHT / 2], [0, 0, 1]])
    return np.asarray(camera @ np.column_stack((turn[:, 0], turn[:, 1], place)) @ to_units)


def _turn(one: int, other: int, angle: float) -> Matrix:
    matrix = np.eye(3)
    matrix[one, one] = matrix[other, other] = np.cos(angle)
    matrix[other, one], matrix[one, other] = np.sin(angle), -np.sin(angle)
    return matrix


def warp(picture: NDArray[np.uint8], matrix: Matrix) -> NDArray[np.uint8]:
    """Return the drawing as the camera sees it, on an empty frame."""
    warped = cv2.warpPerspective(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.uint8)
