"""One search over the whole house: each app answers with what this person may see, and here it is put on shelves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.forms import LineField
from registries import Found, search

WORDS_MOST = 80


@dataclass(frozen=True)
class Kind:
    """How a page calls what one entry of the registry finds, and where all of it is."""

    title: Any
    icon: str
    address: str


# In the order in which they stand on the page.
KINDS = {
    "care": Kind(_("Help"), "help", "care:help"),
    "groups": Kind(_("Groups"), "groups", "groups:discover"),
    "stories": Kind(_("Stories"), "book", "stories:discover"),
    "resilience.strategies": Kind(_("What helps"), "leaf", "resilience:shelf"),
}
OTHER = Kind(_("More"), "leaf", "home")


@dataclass(frozen=True)
class Shelf:
    kind: Kind
    found: list[Found]


class SearchForm(forms.Form):
    q = LineField(
        label=_("What are you looking for?"),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def shelves(user: Any, words: str) -> list[Shelf]:
    """What fits every word, by kind; kinds without anything are left out. What was asked is kept nowhere."""
    if not words:
        return []
    order = list(KINDS)
    entries = sorted(search.items(), key=lambda entry: order.index(entry[0]) if entry[0] in KINDS else len(order))
    made = [Shelf(KINDS.get(name, OTHER), find(user, words)) for name, find in entries]
    return [shelf for shelf in made if shelf.found]


def ways() -> list[tuple[Kind, str]]:
    """Where one can look around without a word."""
    return [(kind, reverse(kind.address)) for kind in KINDS.values()]
