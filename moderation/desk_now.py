"""What the desk says of itself beside the list, in one question to the database however much there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from moderation.models import Appeal, Case, CheckBack, Fold, Grant, Level, OnCallShift, Rehearsal, Reread
from moderation.opening import WITH, Opening, listed
from moderation.querysets import RULES, UNWELL
from moderation.readable import readables
from moderation.services import is_late

# So many crises in one group within a day are looked at together.
CLUSTER_FROM = 3
CLUSTER_WITHIN = timedelta(hours=24)
SHOWN_MOST = 30
FOLDS_WITHIN, FOLDS_MOST = timedelta(days=30), 500


@dataclass(frozen=True)
class Cluster:
    """Several people of one group are in a crisis within a day."""

    group_name: str
    count: int


@dataclass(frozen=True)
class DeskNow:
    """`unwell_wait` and `rules_wait`: whether anybody waits in that queue."""

    unwell_wait: bool = False
    rules_wait: bool = False
    shift_until: datetime | None = None
    shift_name: str = ""
    last_name: str = ""
    unread: int = 0
    unread_since: datetime | None = None
    alarm_is_late: bool = False
    again: list[Appeal] = field(default_factory=list)
    to_ask: list[CheckBack] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    folded: list[Case] = field(default_factory=list)
    # Since when the middle one would wait, had each that was folded lately begun to wait so long ago; None without any.
    fold_wait_since: datetime | None = None
    # What somebody asks to open, or opened alone: for who may answer.
    openings: list[Opening] = field(default_factory=list)


def desk_now(user: Any) -> DeskNow:
    """What is so for `user`, who works the desk. A list costs a question only where there is something in it."""
    cases, again, to_ask = Case.objects.visible_to(user), _again(user), _to_ask(user)
    shifts = OnCallShift.objects.filter(account=user).order_by("-starts_at")
    running = shifts.filter(cancelled_at__isnull=True, starts_at__lte=clock.now(), ends_at__gt=clock.now())
    arrived = Rehearsal.objects.filter(arrived_at__isnull=False).order_by("-arrived_at")
    clusters, folded, lately = _clusters(user), _folded(user), _lately_folded()
    openings = _openings(user)
    found = User.objects.filter(pk=user.pk).values(
        unwell_wait=Exists(cases.filter(queue=UNWELL)),
        rules_wait=Exists(cases.filter(queue=RULES)),
        any_again=Exists(again),
        any_to_ask=Exists(to_ask),
        any_clusters=Exists(clusters),
        any_folded=Exists(folded),
        any_openings=Exists(openings),
        any_lately=Exists(lately),
        shift_until=Subquery(running.values("ends_at")[:1]),
        shift_name=Subquery(running.values("shown_name")[:1]),
        last_name=Subquery(shifts.values("shown_name")[:1]),
        arrived_at=Subquery(arrived.values("arrived_at")[:1]),
        unread_since=Subquery(Reread.objects.order_by("since").values("since")[:1]),
        unread=sum((_unread(readable.model) for readable in readables), start=Value(0)),
    )[0]
    return DeskNow(
        unwell_wait=found["unwell_wait"],
        rules_wait=found["rules_wait"],
        shift_until=found["shift_until"],
        shift_name=found["shift_name"] or "",
        last_name=found["last_name"] or "",
        unread=found["unread"],
        unread_since=found["unread_since"] if found["unread"] else None,
        alarm_is_late=bool(user.is_moderator) and is_late(found["arrived_at"]),
        again=list(again.select_related("decision__case")[:SHOWN_MOST]) if found["any_again"] else [],
        to_ask=list(to_ask.select_related("case", "owner")[:SHOWN_MOST]) if found["any_to_ask"] else [],
        clusters=[Cluster(row["name"], row["count"]) for row in clusters[:SHOWN_MOST]] if found["any_clusters"] else [],
        folded=list(folded[:SHOWN_MOST]) if found["any_folded"] else [],
        openings=listed(openings.select_related(*WITH)[:SHOWN_MOST]) if found["any_openings"] else [],
        fold_wait_since=clock.now() - _median(lately) if found["any_lately"] else None,
    )


def _again(user: Any) -> Any:
    return Appeal.objects.for_decider(user).order_by("made_at")


def _to_ask(user: Any) -> Any:
    """Check-backs that are due, the oldest first."""
    seen = Case.objects.visible_to(user).open().filter(pk=OuterRef("case"))
    due = CheckBack.objects.filter(Exists(seen), done_at__isnull=True, due_at__lte=clock.now())
    return due.order_by("due_at", "pk")


def _clusters(user: Any) -> Any:
    """Groups in which so many people came into a crisis lately, of those whose cases `user` sees."""
    lately = Case.objects.visible_to(user).filter(kind=Case.Kind.CRISIS, opened_at__gte=clock.now() - CLUSTER_WITHIN)
    by_group = lately.filter(group_uid__isnull=False).order_by().values("group_uid")
    counted = by_group.annotate(count=Count("subject_account", distinct=True), name=Max("group_name"))
    return counted.filter(count__gte=CLUSTER_FROM).order_by("-count", "name")


def _openings(user: Any) -> Any:
    """Break-glass that waits for somebody else than who asked, the oldest first."""
    waits = Q(state=Grant.State.WAITING) | Q(alone=True, review="")
    return Grant.objects.visible_to(user).filter(waits).exclude(asked_by=user).order_by("asked_at", "pk")


def _folded(user: Any) -> Any:
    """Conversations in which folded words wait for a person, the longest wait first."""
    waiting = Fold.objects.filter(case=OuterRef("pk"), state=Fold.State.WAITING).order_by("folded_at")
    cases = Case.objects.visible_to(user).filter(Exists(waiting))
    return cases.annotate(folded_since=Subquery(waiting.values("folded_at")[:1])).order_by("folded_since", "pk")


def _lately_folded() -> Any:
    """What was folded in the last weeks, save what its author took back before anybody could look."""
    lately = Fold.objects.filter(folded_at__gte=clock.now() - FOLDS_WITHIN).order_by("-folded_at")
    return lately.exclude(state=Fold.State.GONE, answered_at=None)


def _median(lately: Any) -> timedelta:
    """How long half of them waited, or wait, for a person: of all groups together, so that it tells of nobody."""
    now = clock.now()
    times = lately.values_list("folded_at", "answered_at")[:FOLDS_MOST]
    return median((answered or now) - folded for folded, answered in times)


def _unread(model: Any) -> Any:
    waiting = model.objects.filter(read_level=Level.NOT_YET).order_by().annotate(one=Value(1)).values("one")
    counted = waiting.annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
