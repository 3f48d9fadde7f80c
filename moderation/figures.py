"""How often the packs are right, as measured on labelled texts. Published figures, not those of this installation.

A pack may ship its own: `detection/packs/<code>/figures.json`, an object with `source` and `rows`; each row counts
messages that raters had marked (`found` of `rated`) and ordinary ones (`raised` of `ordinary`), and says in `what`
which texts these were, in `register` in whose way of writing (dialect, second language), both plain text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from moderation.detection import ENABLED_PACKS
from moderation.detection import packs as detection_packs

# 95 of 100 such intervals hold the true share.
Z = 1.96
# Three messages in a thousand, as in communities of this kind.
PREVALENCE = 0.003


@dataclass(frozen=True)
class Share:
    """`count` of `of`, with the interval after Wilson, which is honest for small numbers."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        return self._bounds()[0]

    @property
    def high(self) -> float:
        return self._bounds()[1]

    @property
    def shown(self) -> str:
        """The share and its interval, for a page."""
        numbers = {"share": percent(self.value), "low": percent(self.low), "high": percent(self.high)}
        return _("%(share)s\u00a0%% (%(low)s to %(high)s\u00a0%%)") % numbers

    def _bounds(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, square = self.value, Z * Z
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        reach = Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of**2)) / (1 + square / self.of)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def percent(share: float) -> str:
    """Whole numbers, and one digit more below one: “0” would say never."""
    return f"{share * 100:.1f}" if 0 < share < 0.01 else f"{share * 100:.0f}"


def meant_of_raised(found: float, raised: float, prevalence: float = PREVALENCE) -> float:
    """Of what is raised, the share that is meant, where `prevalence` of all messages are."""
    meant, misread = found * prevalence, raised * (1 - prevalence)
    return meant / (meant + misread) if meant + misread else 0.0


@dataclass(frozen=True)
class Figure:
    """One measurement of a pack."""

    what: Any
    found: Share
    raised: Share
    register: str = ""

    @property
    def meant(self) -> tuple[float, float, float]:
        """The precision to expect: as measured, at worst, at best, as far as the intervals reach."""
        return (
            meant_of_raised(self.found.value, self.raised.value),
            meant_of_raised(self.found.low, self.raised.high),
            meant_of_raised(self.found.high, self.raised.low),
        )

    @property
    def meant_shown(self) -> tuple[str, ...]:
        return tuple(percent(share) for share in self.meant)


@dataclass(frozen=True)
class PackFigures:
    code: str
    name: str
    source: Any
    rows: list[Figure]


def published(folder: Path | None = None) -> list[PackFigures]:
    """What is published of every pack that is switched on; a pack without figures has no rows."""
    home = folder or detection_packs.FOLDER
    return [_of_pack(home / code, code) for code in ENABLED_PACKS]


def _of_pack(folder: Path, code: str) -> PackFigures:
    about = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    file = folder / "figures.json"
    name = str(about.get("name", code))
    if not file.exists():
        return PackFigures(code, name, "", [])
    shipped = json.loads(file.read_text(encoding="utf-8"))
    return PackFigures(code, name, str(shipped["source"]), [_figure(row) for row in shipped["rows"]])


def _figure(row: Mapping[str, Any]) -> Figure:
    found, raised = Share(row["found"], row["rated"]), Share(row["raised"], row["ordinary"])
    for share in (found, raised):
        if not 0 <= share.count <= share.of or not share.of:
            raise ValueError(f"{row['what']}: {share.count} of {share.of} is no share")
    return Figure(str(row["what"]), found=found, raised=raised, register=str(row.get("register", "")))


def pack_of_rule(folder: Path | None = None) -> dict[str, str]:
    """Which pack a rule comes from, by its id."""
    home = folder or detection_packs.FOLDER
    return {
        row["id"]: code
        for code in ENABLED_PACKS
        for path in sorted((home / code / "rules").glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
    }
