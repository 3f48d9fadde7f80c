"""Faces: one arch, five hues, four motifs, drawn from a seed. The same seed gives the same picture, for ever.

No network, no photographs, no pixels: the drawing holds classes only, and the colours come from the theme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import cos, pi, sin
from typing import TypeVar

WIDTH, HEIGHT = 40, 48
SKY = f"M0 0h{WIDTH}v{HEIGHT}H0z"
Hues = tuple[int, int, int]
T = TypeVar("T")


class Dice:
    """A row of numbers that depends on the seed and on nothing else; `random` may change between Python versions."""

    def __init__(self, seed: str) -> None:
        self._pool = blake2b(seed.encode(), digest_size=64).digest()
        self._at = 0

    def __call__(self, low: float, high: float) -> float:
        self._at = (self._at + 1) % len(self._pool)
        return low + (high - low) * self._pool[self._at] / 255

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self(0, len(things) - 0.001))]


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _path(tone: str, hue: int, line: str) -> str:
    return f'<path class="{tone} h{hue}" d="{line}"/>'


def _sun(x: float, y: float, radius: float) -> str:
    return f'<circle class="light" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>'


def _hill(dice: Dice, y: float, lift: float) -> str:
    a, b, c = y + dice(-lift, lift), y + dice(-lift, lift), y + dice(-lift, lift)
    left, middle, right = a - dice(1, 6), b - dice(-2, 5), c - dice(-3, 4)
    return f"M0 {_n(a)}C10 {_n(left)} 14 {_n(middle)} 22 {_n(b)}S34 {_n(right)} 40 {_n(c)}V48H0Z"


def _hills(dice: Dice, hues: Hues) -> str:
    sky, far, near = hues
    x, y, radius = dice(9, 31), dice(10, 17), dice(3.2, 5.6)
    out = _path("pale", sky, SKY) + _sun(x, y, radius)
    out += _path("mid", far, _hill(dice, 24, 3)) + _path("mid", near, _hill(dice, 32, 3))
    return out + _path("deep", near, _hill(dice, 40, 2))


def _pebbles(dice: Dice, hues: Hues) -> str:
    sky, a, b = hues
    out = _path("pale", sky, SKY) + _path("deep", sky, _hill(dice, 41, 1))
    y, width = 41.0, dice(13, 15)
    shades = [("mid", a), ("deep", b), ("mid", b), ("pale", a), ("mid", a)]
    for number in range(int(dice(3, 4.99))):
        half = dice(4.1, 5.4) - number * 0.45
        y -= half
        tone, hue = shades[number]
        out += (
            f'<ellipse class="{tone} h{hue}" cx="{_n(20 + dice(-1.6, 1.6))}" cy="{_n(y)}" rx="{_n(width)}" '
            f'ry="{_n(half)}" transform="rotate({_n(dice(-6, 6))} 20 {_n(y)})"/>'
        )
        width *= dice(0.66, 0.76)
        y -= half * 0.72
    return out


def _leaves(dice: Dice, hues: Hues) -> str:
    sky, a, b = hues
    lean = dice(-5, 5)
    out = _path("pale", sky, SKY) + _path("stem", a, f"M{_n(20 - lean)} 48Q20 30 {_n(20 + lean)} 11")
    pairs = int(dice(3, 4.99))
    for number in range(pairs):
        up = number / pairs
        y, x, size = 40 - 27 * up, 20 - lean * 0.8 + 1.7 * lean * up, 14 - 5.5 * up
        for side, hue, tone in ((-1, a, "deep"), (1, b, "mid")):
            angle = (pi / 2) - side * dice(0.75, 1.1)
            tip_x, tip_y = x + size * cos(angle), y - size * sin(angle)
            out_x, out_y = -sin(angle) * size * 0.3 * 1.3, -cos(angle) * size * 0.3 * 1.3
            mid_x, mid_y = (x + tip_x) / 2, (y + tip_y) / 2
            out += _path(
                tone,
                hue,
                f"M{_n(x)} {_n(y)}Q{_n(mid_x + out_x)} {_n(mid_y + out_y)} {_n(tip_x)} {_n(tip_y)}"
                f"Q{_n(mid_x - out_x)} {_n(mid_y - out_y)} {_n(x)} {_n(y)}Z",
            )
    return out + _sun(20 + lean, 11, 2.4)


def _water(dice: Dice, hues: Hues) -> str:
    sky, sea, land = hues
    y, x, radius = dice(25, 29), dice(14, 26), dice(6.5, 9)
    out = _path("pale", sky, SKY) + _sun(x, y - dice(-1, 4), radius)
    shore, bend_x, bend_y, end = y - dice(1, 5), dice(6, 12), y - dice(5, 10), dice(18, 24)
    out += _path("deep", land, f"M0 {_n(shore)}Q{_n(bend_x)} {_n(bend_y)} {_n(end)} {_n(y)}H0Z")
    out += _path("mid", sea, f"M0 {_n(y)}h40V48H0z")
    for number in range(3):
        wave = y + 4.5 + number * 5
        start, rise, run, last = dice(2, 12), dice(5, 8), dice(11, 15), dice(8, 12)
        out += _path("deep", sea, f"M{_n(start)} {_n(wave)}q{_n(rise)} -2.4 {_n(run)} 0t{_n(last)} 0q-12 1.8 -26 0z")
    return out


MOTIFS: list[Callable[[Dice, Hues], str]] = [_hills, _pebbles, _leaves, _water]


@lru_cache(maxsize=2048)
def face(seed: str) -> str:
    """The drawing for `seed` as the inside of an SVG with the viewBox `0 0 40 48`. Safe to put into a page as it is."""
    dice = Dice(seed)
    left = [1, 2, 3, 4, 5]
    chosen: list[int] = []
    for _ in range(3):
        hue = dice.pick(left)
        left.remove(hue)
        chosen.append(hue)
    hues = (chosen[0], chosen[1], chosen[2])
    return dice.pick(MOTIFS)(dice, hues)
