"""That stories are heard: who is asked to look when nobody answered, and how long a first answer takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Max

import clock
from accounts.access import can, require
from accounts.models import User
from accounts.policies import in_use
from audit import services as audit
from groups.models import Membership
from notifications.services import notify
from rows import require_transaction
from stories import search
from stories.models import Story, StoryReply

# A day: long enough for people in every time zone, short enough not to feel alone for a second night.
TARGET = timedelta(hours=24)
# Nobody is asked about stories from before; whoever put the house up again after a long rest is not flooded.
ASK_UNTIL = timedelta(days=14)
BATCH = 50
# What the published figure looks back at, and below how many stories it says nothing of anybody.
FIGURE_DAYS = timedelta(days=90)
FIGURE_LEAST = 5
FIGURE_MOST = 5000
NOTICE = "stories.waiting"


def ask_facilitators() -> int:
    """Sweep. For each story without an answer for longer than TARGET one facilitator is asked; returns how many."""
    now = clock.now()
    late = Story.objects.unanswered().filter(asked_at__isnull=True, published_at__lte=now - TARGET)
    late = late.filter(published_at__gt=now - ASK_UNTIL)
    return sum(_ask_about(pk=pk) for pk in list(late.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic(durable=True)
def _ask_about(*, pk: int) -> int:
    held = Story.objects.unanswered().filter(pk=pk, asked_at__isnull=True)
    story = held.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
    if story is None:
        return 0
    # Where there is nobody to ask, it is noted all the same: it must not keep others from being asked about.
    account = _whom(story)
    story.asked, story.asked_at = account, clock.now()
    story.save(update_fields=["asked", "asked_at"])
    if account is None:
        return 0
    notify(account=account, kind=NOTICE, about=story)
    audit.record(verb="story.facilitator_asked", target=story)
    return 1


def _whom(story: Story) -> Any:
    """A facilitator who may answer it and did not write it: of its group, else whoever was asked longest ago."""
    keepers = Membership.objects.keepers().exclude(account=story.author_id)
    if story.group_id is not None:
        keepers = keepers.filter(group=story.group_id)
    accounts = User.objects.filter(in_use(), pk__in=keepers.values("account"))
    last = dict(Story.objects.filter(asked__isnull=False).values_list("asked").annotate(at=Max("asked_at")))
    never = datetime.min.replace(tzinfo=clock.now().tzinfo)
    for account in sorted(accounts, key=lambda one: (last.get(one.pk, never), one.pk)):
        if can(account, "stories.reply", story):
            return account
    return None


@dataclass(frozen=True)
class Figure:
    """How long half of all stories waited at most for a first answer; None where too few tell anything."""

    hours: float | None
    still_waiting: bool = False


def first_answer() -> Figure:
    """The median over the last weeks. A story that still waits counts as one that waits for long."""
    now = clock.now()
    rows = Story.objects.standing().filter(replies_open=True, published_at__gt=now - FIGURE_DAYS)
    waits: list[float] = []
    for told, answered in rows.values_list("published_at", "answered_at")[:FIGURE_MOST]:
        if answered is None and now - told < TARGET:
            continue
        waits.append(((answered - told).total_seconds() / 3600) if answered is not None else float("inf"))
    if len(waits) < FIGURE_LEAST:
        return Figure(None)
    middle = median(waits)
    return Figure(None, still_waiting=True) if middle == float("inf") else Figure(round(max(middle, 0.0), 1))


def locked_story(pk: int) -> Story:
    """Building block. A story is locked before the answers below it, so that nobody waits for each other."""
    require_transaction()
    held: Story = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    return held


def hear_again(story: Story, *, without: Any = None) -> None:
    """Building block. When it was first answered, by the answers of others that still stand; or it waits again.

    `without` is somebody whose answers are about to go.
    """
    require_transaction()
    rows = StoryReply.objects.standing().filter(story=story, hidden_at__isnull=True, author__isnull=False)
    rows = rows.exclude(author=story.author_id).exclude(author=without)
    first = rows.order_by("posted_at", "pk").first()
    Story.objects.filter(pk=story.pk).update(answered_at=first.posted_at if first is not None else None)


@transaction.atomic(durable=True)
def review(*, actor: Any, story: Story, version: int, lets: bool) -> bool:
    """A person of the team has read `version`: everyone may read it, or it stays with members.

    False where it was changed since. Raises PermissionDenied for who wrote it, and where nothing waits any more.
    """
    held = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=story.pk)
    require(actor, "stories.review", held)
    if held.version != version:
        return False
    held.reviewed_at, held.kept_inside_at = (clock.now(), None) if lets else (None, clock.now())
    held.save(update_fields=["reviewed_at", "kept_inside_at"])
    search.put(held)
    audit.record(actor=actor, verb="story.reviewed", target=held, reason="everyone" if lets else "members")
    return True
