"""Which labels the clip shows, in order, and how each is held."""

from __future__ import annotations

from bench.samples.clip.motion import Light, Shot

BLUE, GREEN, GREY, RED, BROWN = (70, 100, 132), (74, 106, 84), (110, 112, 116), (138, 70, 66), (118, 92, 70)
BELOW, RIGHT, LEFT = 90.0, 0.0, 180.0

SHOTS = (
    Shot("genuine", BELOW, roll=-4, sleeve=BLUE),
    Shot("lot_label", RIGHT, roll=-24, scale=1.02, x=20, sleeve=GREEN),
    Shot("product_only", LEFT, roll=4, x=-30, sleeve=GREY),
    Shot("forged", BELOW, roll=3, pitch=-30, scale=1.12, sleeve=RED),
    Shot("copied", RIGHT, roll=-8, yaw=32, scale=1.12, sleeve=BLUE),
    Shot("recalled", BELOW, roll=5, scale=1.05, light=Light(foil=0.8), sleeve=BROWN),
    Shot("expired", LEFT, roll=-10, scale=1.05, light=Light(glare=0.85), sleeve=GREEN),
    Shot("not_certified", BELOW, roll=7, scale=1.05, light=Light(gain=0.36, noise=4.0), sleeve=GREY),
    Shot("unknown", RIGHT, roll=-88, x=-60, y=10, sleeve=BLUE),
    Shot("look_alike", BELOW, roll=-3, scale=1.12, light=Light(shake=3.0), sleeve=RED),
    Shot("not_produce", LEFT, roll=6, pitch=-12, x=30, sleeve=GREY),
    Shot("other_scheme", 270.0, roll=176, y=40, sleeve=GREEN),
    Shot("unsealed", RIGHT, roll=-6, pitch=14, scale=1.05, light=Light(defocus=1.2), sleeve=BROWN),
)
