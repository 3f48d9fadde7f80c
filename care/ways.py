"""Ways to one's own plan from pages of other floors: the help page, home, and the page about oneself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.access import can
from accounts.cards import YouCard, you_cards
from care.card import card_parts
from care.services import has_plan, numbers_overdue
from registries import HomeCard, home


def _on_help(request: HttpRequest) -> str:
    """The person's own plan comes before every number; who has none is not asked to write one here."""
    return render_to_string("care/_plan_on_help.html") if has_plan(actor=request.user) else ""


def _on_home(user: Any) -> list[HomeCard]:
    cards = [HomeCard(template="care/_plan_on_home.html", weight=60, place="aside")]
    if can(user, "care.confirm_lines") and numbers_overdue():
        cards.append(HomeCard(template="care/_home_check.html", weight=2))
    return cards


def register() -> None:
    """Called once, from AppConfig.ready()."""
    card_parts.add("care.plan", _on_help)
    home.add("care.plan", _on_home)
    you_cards.add("care.plan", YouCard(title=_("Only for you"), template="care/_plan_on_you.html"))
