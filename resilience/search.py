"""Strategies in the index of words. Cards of the house are few and translated: they are looked through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fulltext import Index
from fulltext.words import split, words_of

if TYPE_CHECKING:
    from resilience.models import Strategy

INDEX = Index("strategies_index", key="strategy")
# Everybody with an account reads a member's card once it was let out; nobody else does.
INSIDE = "inside"
# Of the house, and of one's own that nobody has read yet.
FEW_MOST = 60


def put(card: Strategy) -> None:
    """Building block. The index knows the words of `card` as they stand now, or none where others do not see it."""
    if card.key or not card.is_let_out:
        INDEX.forget(card.pk)
        return
    INDEX.put(card.pk, INSIDE, card.title, f"{card.when}\n{card.how}")


def found(user: Any, words: str, *, most: int, rows: Any = None) -> list[Strategy]:
    """The newest cards with every one of `words` that `user` may see, at most `most`; `rows` narrows them further."""
    from resilience.models import Strategy

    asked = words_of(words)
    if not asked:
        return []
    seen = (Strategy.objects.all() if rows is None else rows).visible_to(user)
    inside = getattr(user, "is_authenticated", False)
    listed = INDEX.found(seen, words, [INSIDE], most=most) if inside else []
    few = ~Q(key="")
    if inside:
        few |= Q(author=user, reviewed_at__isnull=True)
    also = [card for card in seen.filter(few)[:FEW_MOST] if _holds(card, asked)]
    cards = {card.pk: card for card in [*listed, *also]}
    return sorted(cards.values(), key=lambda card: (card.written_at, card.pk), reverse=True)[:most]


def _holds(card: Strategy, asked: list[str]) -> bool:
    """Does every word begin a word of the card, as it reads in the language of the page?"""
    there = split(f"{card.called} {card.helps_when} {card.goes_like_this}")
    return all(any(one.startswith(word) for one in there) for word in asked)
