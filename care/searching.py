"""What somebody looks for on a shelf of groups or stories. Words come by post, so that no address holds them.

They may be a cry for help: then the support card comes first. They are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.ages import is_under_18
from care.finding import reads_as_crisis
from care.place import guesses_for, place_of
from care.services import support_card

# As much of a search is read as a search can hold, and some more for who wrote too much.
WORDS_READ = 500


@dataclass(frozen=True)
class Asked:
    """`data` is what was asked, `choices` what of it may stand in an address; `worried` where it reads as a crisis."""

    data: QueryDict
    choices: QueryDict
    posted: bool
    worried: bool
    language: str

    @property
    def belongs_in_an_address(self) -> bool:
        """Posted without a word: an address says the same, and can be gone back to."""
        return self.posted and not self.data.get("q", "").strip() and not self.data.get("page")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choices, for the fields of the next form."""
        return [(name, value) for name, values in self.choices.lists() for value in values]


def asked_of(request: HttpRequest, in_address: Iterable[str]) -> Asked:
    """What `request` asks for. Words in an address are not looked at; `in_address` names what may stand in one."""
    posted = request.method == "POST"
    data = (request.POST if posted else request.GET).copy()
    if not posted:
        data.pop("q", None)
    choices = QueryDict(mutable=True)
    for name in in_address:
        if values := [value for value in data.getlist(name) if value]:
            choices.setlist(name, values)
    language = get_language() or "en"
    worried = reads_as_crisis(data.get("q", "")[:WORDS_READ], language)
    return Asked(data=data, choices=choices, posted=posted, worried=worried, language=language)


def answer(request: HttpRequest, template: str, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    """The page of what was found: help first where it is needed, and nothing of one's words in any cache."""
    context = {"worried": asked.worried, "query": asked.choices.urlencode(), "choices": asked.pairs, **context}
    if asked.worried:
        place = place_of(request)
        card = support_card(country=place.country, language=asked.language, young=is_under_18(request.user))
        guesses = guesses_for(request=request, besides=card.country)
        context |= {"card": card, "place": place, "guesses": guesses}
    response = render(request, template, context)
    if asked.posted:
        response["Cache-Control"] = "no-store"
    return response
