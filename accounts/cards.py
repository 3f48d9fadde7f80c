"""What higher apps add to the "You" page and to the page of one's data: whatever else belongs to one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from registry import Registry


def _nothing_more(request: HttpRequest) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class YouCard:
    """`template` is included in the page with what `context(request)` returns; None leaves the card out."""

    title: Any
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None] = _nothing_more


you_cards: Registry[YouCard] = Registry("accounts.you_cards")
# The same on the page of one's data, above the end of everything.
data_cards: Registry[YouCard] = Registry("accounts.data_cards")


def cards_for(request: HttpRequest, cards: Registry[YouCard]) -> list[dict[str, Any]]:
    """The cards of a page that have something to show, with it."""
    shown = ((card, card.context(request)) for card in cards)
    return [{"title": card.title, "template": card.template, "data": data} for card, data in shown if data is not None]
