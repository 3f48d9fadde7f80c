"""Buddies and what they ask, as moderation knows them. Cases go to moderators alone: no keeper is told of a pair."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat.neighbours import last_words_of
from groups.models import Membership
from moderation.readable import Readable, Told, readables
from moderation.subjects import Authorship, Subject, subjects
from resilience.models import BuddyPair, BuddyRequest
from resilience.services.buddies import authorship_of

ROWS = BuddyRequest.objects.select_related("asker", "asked__group")


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


def _who(buddy: Buddy) -> Authorship:
    row = buddy.membership
    return Authorship(
        account_id=row.account_id, membership_id=row.pk, label=row.display_name, avatar_seed=row.avatar_seed
    )


def _fetch_request(uid: uuid.UUID, user: Any) -> BuddyRequest | None:
    return ROWS.filter(pk__in=BuddyRequest.objects.visible_to(user).values("pk"), uid=uid).first()


def _tell(row: BuddyRequest) -> Told:
    group = row.asked.group
    return Told(
        text=row.words,
        language=group.language,
        authorship=authorship_of(row),
        sensitivity=group.sensitivity,
    )


def register() -> None:
    subjects.add(
        "buddy",
        Subject(
            kind="buddy",
            what=_("your buddy"),
            fetch=_fetch_buddy,
            authorship=_who,
            group=lambda buddy: None,
            snapshot=lambda buddy: last_words_of(buddy.membership, buddy.pair.room),
            find=lambda uid: _buddy(BuddyPair.objects.all(), uid),
        ),
    )
    subjects.add(
        "buddy_request",
        Subject(
            kind="buddy_request",
            what=_("what somebody asked you"),
            fetch=_fetch_request,
            authorship=authorship_of,
            group=lambda row: None,
            snapshot=lambda row: {"text": row.words, "neighbours": []},
            find=lambda uid: ROWS.filter(uid=uid).first(),
        ),
    )
    readables.add("buddy_request", Readable(kind="buddy_request", model=BuddyRequest, tell=_tell))
