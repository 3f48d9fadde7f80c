"""What higher floors know of what helped somebody, for pages that are theirs alone. Nothing is written by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry

OFFERS_MOST = 6
# The first view of help holds few words: a longer line gives way to none.
LINE_WORDS_MOST = 6


@dataclass(frozen=True)
class Offer:
    """One line that a person could put into their plan. `url` goes through it with them, where there is such a page."""

    text: str
    url: str = ""


# Each answers what this person marked as theirs, the dearest first.
helped_before: Registry[Callable[[Any], list[Offer]]] = Registry("care.helped_before")


def offers_for(user: Any) -> list[Offer]:
    """At most OFFERS_MOST, each once."""
    found = [offer for asked in helped_before for offer in asked(user)]
    return list({offer.text: offer for offer in found}.values())[:OFFERS_MOST]


def line_for(user: Any) -> str:
    """The first that is short enough for the first view of help, or nothing."""
    return next((offer.text for offer in offers_for(user) if len(offer.text.split()) <= LINE_WORDS_MOST), "")
