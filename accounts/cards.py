"""What higher apps add to the "You" page: blocks, kinds of mail, and whatever else belongs to one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from registry import Registry


@dataclass(frozen=True)
class YouCard:
    """`template` is included in the page with what `context(request)` returns; None leaves the card out."""

    title: Any
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


you_cards: Registry[YouCard] = Registry("accounts.you_cards")
