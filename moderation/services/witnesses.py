"""Those who read it, too: whether the room may know that somebody is with a person, which is theirs alone to say."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

import clock
from accounts.access import require
from audit import services as audit
from moderation import hints
from moderation.errors import Ended
from moderation.models import Case
from moderation.querysets import DISTRESS
from moderation.services.cases import add_event, touch


def has_human(case: Case) -> bool:
    """Whether somebody of the team has it now, or stays with them, and they would not rather be left in peace."""
    if not case.is_open or case.thread_declined_at is not None:
        return False
    held = case.claimed_by_id is not None and case.claimed_until is not None and case.claimed_until > clock.now()
    return held or case.companion_id is not None


def may_tell_room(case: Case) -> bool:
    """Whether the person can be asked: it is their own conversation, about a group, and a human has it."""
    return case.kind in DISTRESS and case.group_uid is not None and has_human(case)


@transaction.atomic(durable=True)
def tell_room(*, actor: Any, case: Case, may_know: bool) -> Case:
    """“The others may read that somebody is with me”, or not any more. No is always possible.

    Raises PermissionDenied for anybody but the person, and for a yes while nobody has it; Ended when it is over.
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
    now = clock.now()
    agreed = Case.objects.open().filter(
        kind__in=DISTRESS, group_uid__isnull=False, room_told_at__isnull=False, thread_declined_at__isnull=True
    )
    return agreed.filter(Q(companion__isnull=False) | Q(claimed_by__isnull=False, claimed_until__gt=now))
