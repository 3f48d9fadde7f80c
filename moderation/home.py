"""What home says of conversations with the team."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from accounts.access import can
from moderation.duty import on_duty
from moderation.models import Case, CaseReply
from moderation.panel import duty_line
from registries import HomeCard

SHOWN_MOST = 3


def cards(user: Any) -> list[HomeCard]:
    """One card while a conversation with the team is open, one for who works the desk; nothing otherwise."""
    unread = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, seen_at__isnull=True)
    cases = Case.objects.of_author(user).open().annotate(has_answer=Exists(unread)).order_by("-last_activity_at")
    found = list(cases[:SHOWN_MOST])
    cards = [_desk_card(user)] if can(user, "moderation.work_desk") else []
    if found:
        context = {"cases": found, "duty_line": duty_line(on_duty(besides=user))}
        cards.append(HomeCard(template="moderation/_home.html", context=context, weight=5))
    return cards


def _desk_card(user: Any) -> HomeCard:
    """Whether somebody waits, without numbers: the desk itself has the order."""
    waiting = Case.objects.visible_to(user).open().exists()
    return HomeCard(template="moderation/_home_desk.html", context={"waiting": waiting}, weight=1 if waiting else 30)
