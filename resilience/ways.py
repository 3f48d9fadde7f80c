"""Ways to one's own course: from the page about oneself, from home, and beside the door of a group that witnesses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cards import YouCard, you_cards
from care.bringing import BringPart, bring_parts
from groups.doors import Block, blocks
from groups.models import Group, Membership
from moderation.models import Case
from moderation.querysets import DISTRESS
from registries import HomeCard
from registries import home as home_page
from resilience.days import today
from resilience.models import CommitmentDay, ShownStep
from resilience.services.steps import steps_of
from resilience.trend import Said, drawn
from resilience.views.growth import lately_of, said_of
from resilience.views.steps import asked_today

# On home: one thing to do is enough, two are the most.
ON_HOME, IN_GROUP, OF_ONE = 2, 12, 3
WEEK = dt.timedelta(days=7)


def _on_home(user: Any) -> list[HomeCard]:
    """A small step that would be for today. While somebody is in distress, home has one thing to say."""
    if Case.objects.open().filter(subject_account=user, kind__in=DISTRESS).exists():
        return []
    found = [step for step in steps_of(actor=user, state="going") if asked_today(step)][:ON_HOME]
    return [HomeCard(template="resilience/_home_step.html", context={"steps": found}, weight=12)] if found else []


def _in_group(user: Any, group: Group, membership: Membership) -> Block | None:
    """What people of the group show each other. When something did not happen is nobody's to see."""
    rows = ShownStep.objects.visible_to(user).filter(
        membership__group=group, commitment__state="going", hidden_at__isnull=True
    )
    each: dict[int, int] = {}
    shown: list[ShownStep] = []
    # Nobody fills it alone.
    for row in rows.select_related("membership", "commitment").order_by("-shown_at")[: IN_GROUP * OF_ONE * 4]:
        each[row.membership_id] = each.get(row.membership_id, 0) + 1
        if each[row.membership_id] <= OF_ONE and len(shown) < IN_GROUP:
            shown.append(row)
    if not shown:
        return None
    done = CommitmentDay.objects.filter(commitment__in=[row.commitment_id for row in shown], kind="done")
    lately = set(done.filter(day__gt=today() - WEEK).values_list("commitment_id", flat=True))
    found = [
        {"row": row, "lately": row.commitment_id in lately, "mine": row.membership_id == membership.pk} for row in shown
    ]
    return Block(template="resilience/_group_steps.html", context={"steps": found})


def _to_bring(user: Any) -> dict[str, Any] | None:
    """The numbers of the last three months, a day each. No word is on it, and no line."""
    numbers = [Said(one.day, number=one.number) for one in said_of(lately_of(user))]
    trend = drawn(numbers)
    if trend is None:
        return None
    days: dict[dt.date, list[int]] = {}
    for one in sorted(numbers, key=lambda one: one.day):
        if one.number is not None:
            days.setdefault(one.day, []).append(one.number)
    return {"trend": trend, "days": list(days.items())}


def _nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def register() -> None:
    """Called once, from AppConfig.ready()."""
    card = YouCard(title=_("Keeping at it"), template="resilience/_on_you.html", context=_nothing)
    you_cards.add("resilience.course", card)
    home_page.add("resilience.steps", _on_home)
    part = BringPart(_("My numbers of the last three months"), "resilience/_bring_course.html", _to_bring)
    bring_parts.add("course", part)
    blocks.add("resilience.steps", _in_group)
