"""“Right” or “not right” of a reading. It never touches the case: nothing closes, moves or is alerted by it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from moderation.models import Case, Finding, ReadingMark

TAKEN_BACK = "taken_back"


@transaction.atomic(durable=True)
def mark_reading(*, actor: Any, case: Case, finding: Finding, verdict: str) -> ReadingMark | None:
    """What `actor` says of one reading of `case`: one mark a person, changed by saying the other, "" takes it back.

    Raises PermissionDenied for anybody who may not work the case, and for a reading that is not of this case.
    """
    require(actor, "moderation.mark_reading", case)
    if not case.evidence.filter(finding=finding).exists():
        raise PermissionDenied
    mine = ReadingMark.objects.filter(finding=finding, marked_by=actor)
    if not verdict:
        if mine.delete()[0]:
            audit.record(actor=actor, verb="reading.marked", target=finding, reason=TAKEN_BACK)
        return None
    said = ReadingMark.Verdict(verdict).value
    mark, made = ReadingMark.objects.select_for_update(no_key=True).get_or_create(
        finding=finding, marked_by=actor, defaults={"verdict": said, "at": clock.now()}
    )
    if not made and mark.verdict == said:
        return mark
    mark.verdict, mark.at = said, clock.now()
    mark.save(update_fields=["verdict", "at"])
    audit.record(actor=actor, verb="reading.marked", target=finding, reason=said)
    return mark
