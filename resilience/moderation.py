"""What people keep at, as moderation knows it. Cases about buddies are for moderators: no keeper is told of a pair."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.neighbours import last_words_of
from groups.models import Group, Membership
from moderation.readable import Readable, Told, readables
from moderation.subjects import Authorship, Subject, subjects
from resilience.models import BuddyPair, BuddyRequest, ShownStep, Strategy
from resilience.services import authorship_of, buddies, showing, text_of
from resilience.services import moderating as blocks

REQUESTS = BuddyRequest.objects.select_related("asker", "asked__group")
STEPS = ShownStep.objects.select_related("membership__group", "commitment")


# -- buddies ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Buddy:
    """One of a pair. Its uid is that of the membership."""

    pair: BuddyPair
    membership: Membership

    @property
    def uid(self) -> uuid.UUID:
        return self.membership.uid


def _buddy(pairs: Any, uid: uuid.UUID) -> Buddy | None:
    """The newest of `pairs` with this membership in it."""
    found = pairs.select_related("asker", "asked", "room")
    pair = (found.filter(asker__uid=uid) | found.filter(asked__uid=uid)).order_by("-begun_at", "-pk").first()
    if pair is None:
        return None
    return Buddy(pair, pair.asker if pair.asker.uid == uid else pair.asked)


def _fetch_buddy(uid: uuid.UUID, user: Any) -> Buddy | None:
    """The other one of a pair; also after it ended, as long as what was said is kept."""
    found = _buddy(BuddyPair.objects.visible_to(user), uid)
    return found if found is not None and found.membership.account_id != user.pk else None


# -- a few words: what asks for a buddy, and small steps --------------------------------------------------------------
def _words(kind: str, *, what: Any, rows: QuerySet[Any], authorship: Any, group: Any) -> Subject:
    """The one field `words` of `rows`: found, put aside and folded alike."""
    return Subject(
        kind=kind,
        what=what,
        fetch=lambda uid, user: rows.filter(pk__in=rows.model.objects.visible_to(user).values("pk"), uid=uid).first(),
        authorship=authorship,
        group=group,
        snapshot=lambda row: {"text": row.words, "neighbours": []},
        find=lambda uid: rows.filter(uid=uid).first(),
        hide=blocks.hide_words,
        restore=blocks.restore_words,
        fold=blocks.fold_words,
    )


def _tell_request(row: BuddyRequest) -> Told:
    return _told(row.words, row.asked.group, authorship=buddies.authorship_of(row))


def _tell_step(row: ShownStep) -> Told:
    return _told(row.words, row.membership.group, authorship=showing.authorship_of(row), group=showing.group_of(row))


def _told(text: str, place: Group, *, authorship: Authorship, group: Group | None = None) -> Told:
    """Words of `place`, in its language; `group` answers for them, or nobody there does."""
    return Told(text=text, language=place.language, authorship=authorship, group=group, sensitivity=place.sensitivity)


# -- strategies -------------------------------------------------------------------------------------------------------
def _fetch_strategy(uid: uuid.UUID, user: Any) -> Strategy | None:
    """Cards of members: what comes with the house is nobody's, and is put aside where it is reviewed."""
    return Strategy.objects.visible_to(user).filter(uid=uid, key="").select_related("author").first()


def _tell_strategy(row: Strategy) -> Told:
    return Told(text=text_of(row), language=row.language, authorship=authorship_of(row))


def register() -> None:
    """Called once, from AppConfig.ready()."""
    subjects.add(
        "buddy",
        Subject(
            kind="buddy",
            what=_("your buddy"),
            fetch=_fetch_buddy,
            authorship=lambda buddy: Authorship.under_name(buddy.membership),
            group=lambda buddy: None,
            snapshot=lambda buddy: last_words_of(buddy.membership, buddy.pair.room),
            find=lambda uid: _buddy(BuddyPair.objects.all(), uid),
        ),
    )
    subjects.add(
        "buddy_request",
        _words(
            "buddy_request",
            what=_("what somebody asked you"),
            rows=REQUESTS,
            authorship=buddies.authorship_of,
            group=lambda row: None,
        ),
    )
    subjects.add(
        "small_step",
        _words(
            "small_step",
            what=_("this small step"),
            rows=STEPS,
            authorship=showing.authorship_of,
            group=showing.group_of,
        ),
    )
    subjects.add(
        "strategy",
        Subject(
            kind="strategy",
            what=_("this strategy"),
            fetch=_fetch_strategy,
            authorship=authorship_of,
            group=lambda row: None,
            snapshot=lambda row: {"text": text_of(row), "neighbours": []},
            find=lambda uid: Strategy.objects.filter(uid=uid, key="").select_related("author").first(),
            hide=blocks.hide,
            restore=blocks.restore,
            take_away=blocks.take_away,
            put_back=blocks.put_back,
        ),
    )
    readables.add("buddy_request", Readable(kind="buddy_request", model=BuddyRequest, tell=_tell_request))
    readables.add("small_step", Readable(kind="small_step", model=ShownStep, tell=_tell_step))
    readables.add("strategy", Readable(kind="strategy", model=Strategy, tell=_tell_strategy))
