"""Those who read it, too: whether the room may know that somebody is with a person, which is theirs alone to say."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.access import require
from audit import services as audit
from moderation import hints
from moderation.errors import Ended
from moderation.models import Case, CaseReply, CheckBack
from moderation.querysets import DISTRESS
from moderation.services.cases import add_event, touch
from moderation.services.desk import CLAIM
from moderation.services.staying import ASK_AFTER

# Who stays is to ask after one day and after three: whoever let both go by without a word is not with them.
BESIDE_FOR = ASK_AFTER[CheckBack.Place.LAST]


def _with_somebody() -> QuerySet[Case]:
    """Open conversations about a group in which somebody of the team is with the person, who wants it so."""
    now = clock.now()
    rows = Case.objects.open().filter(kind__in=DISTRESS, group_uid__isnull=False, thread_declined_at__isnull=True)
    # Words of theirs that came just now belong to the talk; who took it, and let them wait for longer, is not there.
    talking = Q(waits_since__isnull=True) | Q(waits_since__gt=now - CLAIM)
    held = talking & Q(claimed_by__isnull=False, claimed_until__gt=now)
    wrote = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, sent_at__gt=now - BESIDE_FOR)
    spoke = CheckBack.objects.filter(
        case=OuterRef("pk"), outcome=CheckBack.Outcome.TALKING, done_at__gt=now - BESIDE_FOR
    )
    beside = Q(companion__isnull=False, waits_since__isnull=True) & (Exists(wrote) | Exists(spoke))
    return rows.filter(held | beside)


def may_tell_room(case: Case) -> bool:
    """Whether the person can be asked: it is their own conversation, about a group, and somebody is with them."""
    return _with_somebody().filter(pk=case.pk).exists()


@transaction.atomic(durable=True)
def tell_room(*, actor: Any, case: Case, may_know: bool) -> Case:
    """“The others may read that somebody is with me”, or not any more. No is always possible.

    Raises PermissionDenied for anybody but the person, and for a yes while nobody is with them; Ended when it is over.
    """
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    require(actor, "moderation.answer_case", held)
    if not held.is_open:
        raise Ended
    if may_know and not may_tell_room(held):
        raise PermissionDenied("moderation.answer_case")
    if may_know == (held.room_told_at is not None):
        return held
    held.room_told_at = clock.now() if may_know else None
    touch(held)
    verb = "room_told" if may_know else "room_untold"
    add_event(held, actor=actor, actor_name=held.label, verb=verb)
    audit.record(actor=actor, verb=f"case.{verb}", target=held)
    hints.desk_changed(held)
    hints.author_changed(held)
    return held


def accompanied() -> QuerySet[Case]:
    """Conversations of whose person the others in their group may read that somebody of the team is with them now."""
    return _with_somebody().filter(room_told_at__isnull=False)
