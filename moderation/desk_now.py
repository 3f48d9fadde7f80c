"""What the desk says of itself beside the list, in one question to the database however much there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

import clock
from accounts.models import RaidMode, User
from accounts.raids import raid_mode_on
from moderation.duty import running_of
from moderation.held import LATE, held
from moderation.load import LATELY, heavy_count, shift_began
from moderation.models import (
    AT_MOST,
    WATCHED,
    Appeal,
    Case,
    CheckBack,
    Death,
    Fold,
    Grant,
    Level,
    OnCallShift,
    Rehearsal,
    Reread,
    TeamCare,
)
from moderation.opening import WITH, Opening, listed
from moderation.querysets import RULES, UNWELL
from moderation.readable import readables
from moderation.services import held_by, is_late, team_name

# So many crises in one group within a day are looked at together.
CLUSTER_FROM = 3
CLUSTER_WITHIN = timedelta(hours=24)
SHOWN_MOST = 30
FOLDS_WITHIN, FOLDS_MOST = timedelta(days=30), 500


@dataclass(frozen=True)
class Cluster:
    """Several people of one group are in a crisis within a day; where somebody has died lately, one is enough."""

    group_name: str
    count: int
    watched_until: datetime | None = None


@dataclass(frozen=True)
class Colleague:
    """Somebody of the team who asked for something, by the name that the team knows."""

    care: TeamCare
    name: str


@dataclass(frozen=True)
class Carried:
    """How much `user` carries in this shift, or in the last hours, and what was asked of them. For themself alone."""

    own: TeamCare | None = None
    heavy: int = 0
    at_most: int = AT_MOST
    # They have something that they could offer to the others.
    holds: bool = False
    break_until: datetime | None = None
    # Their shift ended lately, and it was not an easy one.
    is_over: bool = False
    talk: TeamCare | None = None
    talk_with: str = ""
    want_to_talk: list[Colleague] = field(default_factory=list)
    want_a_buddy: list[Colleague] = field(default_factory=list)
    carry_much: list[Colleague] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return self.heavy >= self.at_most


@dataclass(frozen=True)
class Raid:
    """Sign-up and invitations are closed, until then, by somebody of the team."""

    row: RaidMode
    name: str


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
    # That a member has died: for who may be sure as well, or has to look again.
    deaths: list[Death] = field(default_factory=list)
    folded: list[Case] = field(default_factory=list)
    # Since when the middle one would wait, had each that was folded lately begun to wait so long ago; None without any.
    fold_wait_since: datetime | None = None
    # What somebody asks to open, or opened alone: for who may answer.
    openings: list[Opening] = field(default_factory=list)
    # What somebody else would like to hand over, the longest wait first.
    offered: list[Case] = field(default_factory=list)
    carried: Carried = field(default_factory=Carried)
    raid: Raid | None = None
    # Since when the oldest words wait that a rule holds, and whether that is too long.
    held_since: datetime | None = None

    @property
    def held_late(self) -> bool:
        return self.held_since is not None and clock.now() - self.held_since > LATE


def desk_now(user: Any) -> DeskNow:
    """What is so for `user`, who works the desk. A list costs a question only where there is something in it."""
    cases, again, to_ask = Case.objects.visible_to(user), _again(user), _to_ask(user)
    shifts = OnCallShift.objects.filter(account=user).order_by("-starts_at")
    running = running_of(user).order_by("-starts_at")
    ended = shifts.filter(cancelled_at__isnull=True, ends_at__lte=clock.now())
    arrived = Rehearsal.objects.filter(arrived_at__isnull=False).order_by("-arrived_at")
    clusters, folded, lately = _clusters(user), _folded(user), _lately_folded()
    openings, offered, deaths = _openings(user), _offered(user), Death.objects.asks(user)
    own = TeamCare.objects.own(user)
    talks, much = TeamCare.objects.want_to_talk(user), _much(user)
    asked = TeamCare.objects.asked_of(user).filter(buddy_agreed_at=None)
    found = User.objects.filter(pk=user.pk).values(
        unwell_wait=Exists(cases.filter(queue=UNWELL)),
        rules_wait=Exists(cases.filter(queue=RULES)),
        any_again=Exists(again),
        any_to_ask=Exists(to_ask),
        any_clusters=Exists(clusters),
        any_folded=Exists(folded),
        any_openings=Exists(openings),
        any_lately=Exists(lately),
        any_deaths=Exists(deaths),
        any_offered=Exists(offered),
        any_talks=Exists(talks),
        any_asked=Exists(asked),
        any_much=Exists(much),
        any_raid=Exists(raid_mode_on()),
        holds=Exists(held_by(user)),
        heavy=heavy_count(user, shift_began(user)),
        break_until=Subquery(running.filter(break_until__gt=clock.now()).values("break_until")[:1]),
        ended_lately=Exists(ended.filter(ends_at__gt=clock.now() - LATELY)),
        shift_until=Subquery(running.values("ends_at")[:1]),
        shift_name=Subquery(running.values("shown_name")[:1]),
        last_name=Subquery(shifts.values("shown_name")[:1]),
        arrived_at=Subquery(arrived.values("arrived_at")[:1]),
        unread_since=Subquery(Reread.objects.order_by("since").values("since")[:1]),
        **{f"held_{name}": _oldest(part.waiting(user)) for name, part in held.items()},
        unread=sum((_unread(readable.model) for readable in readables), start=Value(0)),
    )[0]
    held_since = min((found[f"held_{name}"] for name, _ in held.items() if found[f"held_{name}"]), default=None)
    return DeskNow(
        unwell_wait=found["unwell_wait"],
        rules_wait=found["rules_wait"] or held_since is not None,
        shift_until=found["shift_until"],
        shift_name=found["shift_name"] or "",
        last_name=found["last_name"] or "",
        unread=found["unread"],
        unread_since=found["unread_since"] if found["unread"] else None,
        alarm_is_late=bool(user.is_moderator) and is_late(found["arrived_at"]),
        again=list(again.select_related("decision__case")[:SHOWN_MOST]) if found["any_again"] else [],
        to_ask=list(to_ask.select_related("case", "owner")[:SHOWN_MOST]) if found["any_to_ask"] else [],
        clusters=_told(clusters[:SHOWN_MOST]) if found["any_clusters"] else [],
        deaths=list(deaths.select_related("membership__group")[:SHOWN_MOST]) if found["any_deaths"] else [],
        folded=list(folded[:SHOWN_MOST]) if found["any_folded"] else [],
        openings=listed(openings.select_related(*WITH)[:SHOWN_MOST]) if found["any_openings"] else [],
        fold_wait_since=clock.now() - _median(lately) if found["any_lately"] else None,
        offered=list(offered[:SHOWN_MOST]) if found["any_offered"] else [],
        carried=Carried(
            own=own,
            heavy=found["heavy"],
            at_most=own.at_most if own is not None else AT_MOST,
            holds=found["holds"],
            break_until=found["break_until"],
            is_over=found["ended_lately"] and found["shift_until"] is None and found["heavy"] > 0,
            talk=own if own is not None and own.wants_to_talk else None,
            talk_with=team_name(own.talk_with) if own is not None and own.talk_with_id is not None else "",
            want_to_talk=_colleagues(talks) if found["any_talks"] else [],
            want_a_buddy=_colleagues(asked) if found["any_asked"] else [],
            carry_much=_colleagues(much) if found["any_much"] else [],
        ),
        raid=raid_now() if found["any_raid"] else None,
        held_since=held_since,
    )


def held_lists(user: Any) -> list[dict[str, Any]]:
    """What waits for `user` until somebody has looked, the oldest first."""
    return [
        {"template": part.template, "rows": list(part.waiting(user).order_by("held_at", "pk")[:SHOWN_MOST])}
        for part in held
    ]


def _oldest(rows: Any) -> Subquery:
    return Subquery(rows.order_by("held_at").values("held_at")[:1])


def raid_now() -> Raid | None:
    """Whether nobody new comes in at the moment, and who of the team said so."""
    row = raid_mode_on().select_related("began_by").first()
    if row is None:
        return None
    return Raid(row=row, name=team_name(row.began_by) if row.began_by is not None else gettext("Someone from the team"))


def _offered(user: Any) -> Any:
    """Of what `user` may take: who stays with somebody reads all of it."""
    cases = Case.objects.visible_to(user).open().filter(offered_at__isnull=False).read_whole_by(user)
    return cases.exclude(offered_by=user).order_by("offered_at", "pk")


def _much(user: Any) -> Any:
    """Whose buddy `user` is, and who has carried as much lately as they said is enough."""
    mine = TeamCare.objects.asked_of(user).filter(buddy_agreed_at__isnull=False)
    carried = mine.annotate(heavy=heavy_count(OuterRef("account"), clock.now() - LATELY))
    return carried.filter(heavy__gte=F("at_most"))


def _colleagues(rows: Any) -> list[Colleague]:
    found = rows.select_related("account").order_by("pk")[:SHOWN_MOST]
    return [Colleague(care=row, name=team_name(row.account)) for row in found]


def _again(user: Any) -> Any:
    return Appeal.objects.for_decider(user).order_by("made_at")


def _to_ask(user: Any) -> Any:
    """Check-backs that are due, the oldest first."""
    seen = Case.objects.visible_to(user).open().filter(pk=OuterRef("case"))
    due = CheckBack.objects.of_the_living().filter(Exists(seen), done_at__isnull=True, due_at__lte=clock.now())
    return due.order_by("due_at", "pk")


def _clusters(user: Any) -> Any:
    """Groups in which so many people came into a crisis lately, of those whose cases `user` sees."""
    lately = Case.objects.visible_to(user).filter(kind=Case.Kind.CRISIS, opened_at__gte=clock.now() - CLUSTER_WITHIN)
    # Somebody who has died since is not the next one.
    lately = lately.exclude(subject_account__said_died_at__isnull=False)
    by_group = lately.filter(group_uid__isnull=False).order_by().values("group_uid")
    counted = by_group.annotate(count=Count("subject_account", distinct=True), name=Max("group_name"))
    since = Death.objects.watched().filter(membership__group__uid=OuterRef("group_uid")).order_by("-second_at")
    counted = counted.annotate(died_at=Subquery(since.values("second_at")[:1]))
    return counted.filter(Q(count__gte=CLUSTER_FROM) | Q(died_at__isnull=False)).order_by("-count", "name")


def _told(clusters: Any) -> list[Cluster]:
    return [Cluster(row["name"], row["count"], row["died_at"] and row["died_at"] + WATCHED) for row in clusters]


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
