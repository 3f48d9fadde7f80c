"""What every private page has: the way to somebody now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.ages import is_under_18
from care.card import SupportCard
from care.place import place_of
from care.services import Written, support_card
from care.steps import BY_KEY, DIGITS_LEAST, Part, parts_of


def card_for(request: HttpRequest) -> SupportCard:
    """The support card for where the person is."""
    return support_card(
        country=place_of(request).country,
        language=get_language() or "en",
        young=is_under_18(request.user),
    )


def known_numbers(card: SupportCard) -> set[str]:
    """Short numbers that this installation shows: only these are taken for numbers in a line of a plan."""
    lines = {line.dial.replace(" ", "") for line in card.lines if line.channel == "phone" and line.confirmed}
    return {number for number in lines | {one.number for one in card.emergency} if len(number) < DIGITS_LEAST}


def written_parts(plan: Written, card: SupportCard) -> list[Part]:
    """The steps with something in them. The step of helplines is one of them where its owner wants lines in it."""
    parts = parts_of(plan.texts, known_numbers(card))
    if plan.with_lines and card.lines and not plan.texts["professionals"]:
        place = next((at for at, part in enumerate(parts) if part.step.key == "safer"), len(parts))
        parts.insert(place, Part(BY_KEY["professionals"], ()))
    return parts


def for_device(plan: Written, card: SupportCard) -> dict[str, Any]:
    """The plan as a device may keep it, if its owner wants that: words and numbers, no name and no address."""
    parts = [
        {
            "title": str(part.step.title),
            "lines": [{"text": line.text, "dial": line.dial, "href": line.href} for line in part.lines]
            + (_card_lines(card) if plan.with_lines and part.step.key == "professionals" else []),
        }
        for part in written_parts(plan, card)
    ]
    return {"of": str(plan.uid or ""), "parts": parts}


def _card_lines(card: SupportCard) -> list[dict[str, str]]:
    numbers = [{"text": one.number, "dial": one.number, "href": one.href} for one in card.emergency[:1]]
    lines = [line for line in card.two_ways if line.href.startswith(("tel:", "sms:"))]
    return [{"text": line.name, "dial": line.dial, "href": line.href} for line in lines] + numbers
