"""What hard words are about, said softly: for the line that stands over them until somebody opens them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

# What one of the team may leave to others: what the engine calls it, in words that hurt nobody.
THEMES: dict[str, Any] = {
    "suicide": _("thoughts of ending one’s life"),
    "self_harm": _("hurting oneself"),
    "overdose": _("having taken too much of something"),
    "eating": _("eating, and not eating"),
    "abuse": _("violence and abuse"),
    "child_at_risk": _("a child who may be in danger"),
    "harm_to_others": _("wanting to hurt somebody"),
    "psychosis_commands": _("voices that tell somebody what to do"),
}


def themes_in(categories: Iterable[str]) -> list[str]:
    """Those of `categories` that are a theme, each once and in their order."""
    return [name for name in dict.fromkeys(categories) if name in THEMES]


def said(themes: Iterable[str]) -> str:
    return ", ".join(str(THEMES[name]) for name in themes)
