"""What comes between a label and its picture: foil, dirt, a tear, the lens, the hand's speed, light and sensor."""

from __future__ import annotations

from math import cos, pi, sin

import cv2
import numpy as np

from bench.reading.hand import HEIGHT, WIDTH, Field, Random
from kiosk.camera.frame import Pixels


def market(random: Random) -> Pixels:
    """Return a background: crates, leaves, a shelf's edge, words on a sack."""
    soft = cv2.resize(random.integers(40, 190, (7, 12), np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for _ in range(int(random.integers(15, 60))):
        at = (int(random.integers(0, WIDTH)), int(random.integers(0, HEIGHT)))
        axes = (int(random.integers(8, 120)), int(random.integers(5, 60)))
        grey = int(random.integers(20, 220))
        cv2.ellipse(soft, at, axes, float(random.uniform(0, 180)), 0, 360, grey, -1, cv2.LINE_AA)
    for _ in range(int(random.integers(0, 25))):
        one, other = random.integers(0, (WIDTH, HEIGHT), (2, 2)).tolist()
        cv2.line(soft, one, other, int(random.integers(10, 230)), int(random.integers(1, 7)), cv2.LINE_AA)
    for _ in range(int(random.integers(0, 4))):
        at = (int(random.integers(0, WIDTH - 200)), int(random.integers(40, HEIGHT)))
        cv2.putText(soft, "RAU SACH 0123456789", at, cv2.FONT_HERSHEY_DUPLEX, float(random.uniform(0.6, 2.0)), 30, 2)
    return np.asarray(soft, np.uint8)


def foiled(picture: Field, mask: Pixels, random: Random, strength: float) -> Field:
    """Return it under wrinkled wet foil: burnt-out streaks, and haze."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    shine = np.zeros_like(picture)
    middle = _middle(mask)
    side = max(40.0, float(np.sqrt((mask > 128).sum())))
    for _ in range(int(4 + 8 * strength)):
        angle = random.uniform(0, pi)
        at = middle + random.normal(0, side * 0.35, 2)
        along = (x - float(at[0])) * cos(angle) + (y - float(at[1])) * sin(angle)
        across = -(x - float(at[0])) * sin(angle) + (y - float(at[1])) * cos(angle)
        wide, long = side * random.uniform(0.01, 0.035 + 0.03 * strength), side * random.uniform(0.1, 0.45)
        shine += np.exp(-((across / wide) ** 2) - (along / long) ** 2) * random.uniform(90, 330)
    return picture * (1 - 0.25 * strength) + 55 * strength * (mask > 0) + shine


def dirty(picture: Field, mask: Pixels, random: Random, strength: float) -> Field:
    """Return it with drops of mud and water marks."""
    middle, side = _middle(mask), float(np.sqrt((mask > 128).sum()))
    for _ in range(int(3 + 14 * strength)):
        at = (middle + random.normal(0, side * 0.28, 2)).astype(int)
        axes = (random.uniform(0.01, 0.03 + 0.03 * strength, 2) * side + 1).astype(int)
        grey = float(random.choice([25.0, 60.0, 150.0, 210.0]))
        cv2.ellipse(picture, at.tolist(), axes.tolist(), float(random.uniform(0, 180)), 0, 360, grey, -1, cv2.LINE_AA)
    return picture


def torn(picture: Field, mask: Pixels, random: Random, strength: float) -> Field:
    """Return it with a piece of its edge torn off, as far as the error correction may or may not bear."""
    middle, side = _middle(mask), float(np.sqrt((mask > 128).sum()))
    angle = random.uniform(0, 2 * np.pi)
    far = side * (0.62 - 0.22 * strength)
    edge = [
        middle
        + np.array([np.cos(angle), np.sin(angle)]) * (far + random.normal(0, side * 0.02))
        + np.array([-np.sin(angle), np.cos(angle)]) * side * step
        for step in np.linspace(-0.35, 0.35, 9)
    ]
    outside = [middle + np.array([np.cos(angle + turn), np.sin(angle + turn)]) * side * 2 for turn in (0.25, -0.25)]
    cv2.fillPoly(picture, [np.array([*edge, *outside], np.int32)], float(random.uniform(90, 150)), cv2.LINE_AA)
    return picture


def of_a_phone(picture: Field, mask: Pixels, random: Random, strength: float) -> Field:
    """Return it as a phone's screen: bright, with a grid of dots that beats with the sensor's, and a mirrored lamp."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    pitch, angle = random.uniform(1.7, 2.6), random.uniform(-0.3, 0.3)
    u, v = x * cos(angle) + y * sin(angle), -x * sin(angle) + y * cos(angle)
    grid = 1 + 0.3 * strength * (np.sin(u * (2 * pi / pitch)) + np.sin(v * (2 * pi / pitch)))
    lamp = _middle(mask) + random.normal(0, 120, 2)
    mirrored = 130 * strength * np.exp(-((x - float(lamp[0])) ** 2 + (y - float(lamp[1])) ** 2) / (2 * 70.0**2))
    lit = picture * 1.1 * grid + mirrored
    return np.where(mask > 128, lit, picture * 0.7).astype(np.float32)


def defocused(picture: Field, radius: float) -> Field:
    """Return it out of focus: a disc of `radius` pixels."""
    if radius < 0.3:
        return picture
    size = 2 * int(np.ceil(radius)) + 1
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) - size // 2
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(cv2.filter2D(picture, -1, (disc / disc.sum()).astype(np.float32)), np.float32)


def smeared(picture: Field, pixels: float, angle: float) -> Field:
    """Return it moved by so many pixels while the shutter was open."""
    if pixels < 1:
        return picture
    size = 2 * int(np.ceil(pixels / 2)) + 1
    kernel = np.zeros((size, size), np.float32)
    reach = np.array([np.cos(angle), np.sin(angle)]) * pixels / 2
    for step in np.linspace(-1, 1, 8 * size):
        x, y = size // 2 + reach * step
        kernel[round(y), round(x)] += 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)


def sensed(picture: Field, random: Random, light: float, quality: int = 85) -> Pixels:
    """Return what a sensor makes of it: `light` of the full signal, shot and read noise, Motion JPEG."""
    signal = np.clip(picture, 0, 255) * light
    noise = random.standard_normal(signal.shape, np.float32)
    noisy = signal + noise * np.sqrt(0.06 * signal + 1.6)
    grey = np.clip(noisy + 0.5, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _middle(mask: Pixels) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    moments = cv2.moments(mask, binaryImage=True)
    if not moments["m00"]:
        return np.array([WIDTH / 2, HEIGHT / 2])
    return np.array([moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]])
