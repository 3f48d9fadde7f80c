"""“More than a group can hold”: offering what the directory has, and looking in once. Nobody loses their place."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from audit import services as audit
from care.models.directory import Service
from groups.models import Membership
from moderation.engine import Outcome, read_text
from moderation.errors import NotWhole
from moderation.models import StepUp
from moderation.models.steps_up import KEPT, LOOK_IN_AFTER, STEP_WORDS_MOST
from moderation.services.readings import apply_reading, note_finding
from notifications.services import notify

log = logging.getLogger(__name__)
OFFERED_NOTICE, LOOK_IN_NOTICE = "more_help.offered", "more_help.look_in"
CHOSEN_MOST = 3
BATCH = 100


def offer_more_help(*, actor: Any, membership: Membership, services: Sequence[uuid.UUID], words: str) -> StepUp:
    """Who keeps the room shows somebody of it services of the directory. Nothing about their place changes.

    Raises NotWhole without words, with more than three services, or with none where there are some. Across a block it
    is kept, and shown to nobody: whoever offers it learns nothing. Raises PermissionDenied for anybody else, and
    within 30 days of the last one that `actor` sees.
    """
    words = words.strip()[:STEP_WORDS_MOST]
    return _offer(actor=actor, membership=membership, chosen=services, words=words, outcome=_read(membership, words))


def _read(membership: Membership, words: str) -> Outcome:
    return read_text(words, language=membership.group.language, sensitivity=membership.group.sensitivity)


@transaction.atomic(durable=True)
def _offer(*, actor: Any, membership: Membership, chosen: Sequence[uuid.UUID], words: str, outcome: Outcome) -> StepUp:
    # The one for whom it is, so that two who keep the room offer it once.
    held = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=membership.pk)
    require(actor, "moderation.offer_more_help", held)
    listed = Service.objects.visible_to(actor)
    kept = [one for one in dict.fromkeys(chosen) if listed.filter(uid=one).exists()]
    if not words:
        raise NotWhole(_("Please write a few words: a list alone feels like being sent away."), code="words")
    if len(kept) > CHOSEN_MOST or (not kept and listed.exists()):
        raise NotWhole(_("Please choose one to three services."), code="chosen")
    now = clock.now()
    row = StepUp(
        membership=held,
        keeper=Membership.objects.keepers().get(account=actor, group=held.group),
        chosen=[str(one) for one in kept],
        words=words,
        sent_at=now,
        look_in_at=now + LOOK_IN_AFTER,
    )
    apply_reading(row, outcome)
    row.save(force_insert=True)
    note_finding(kind="step_up", row_uid=row.uid, outcome=outcome)
    # To whom is between the two.
    audit.record(actor=actor, verb="more_help.offered", target=held.group)
    account = held.account
    if account is not None and StepUp.objects.of_person(account).filter(pk=row.pk).exists():
        notify(account=account, kind=OFFERED_NOTICE, about=row)
    return row


@transaction.atomic(durable=True)
def see_more_help(*, actor: Any, step_up: StepUp) -> None:
    """The person opened it. Who offered it is not told."""
    require(actor, "moderation.answer_more_help", step_up)
    StepUp.objects.filter(pk=step_up.pk, seen_at__isnull=True).update(seen_at=clock.now())


@transaction.atomic(durable=True)
def choose_look_in(*, actor: Any, step_up: StepUp, wanted: bool) -> StepUp:
    """“Please do not ask me”, or after all. Nobody writes then; nothing else happens because of it."""
    held = _held(step_up)
    require(actor, "moderation.answer_more_help", held)
    if held.looked_in_at is None:
        held.declined_at = None if wanted else held.declined_at or clock.now()
        held.save(update_fields=["declined_at"])
        # Without who: it would tell for whom it was.
        audit.record(verb="more_help.chosen", target=held)
    return held


def _held(step_up: StepUp) -> StepUp:
    rows = StepUp.objects.select_for_update(no_key=True, of=("self",)).select_related("membership__group")
    found: StepUp = rows.get(pk=step_up.pk)
    return found


def look_in(*, actor: Any, step_up: StepUp, words: str) -> StepUp:
    """A week later who keeps the room asks once how it went. Raises NotWhole, or PermissionDenied before its time.

    Across a block it is kept, and shown to nobody, as an offer is.
    """
    words = words.strip()[:STEP_WORDS_MOST]
    if not words:
        raise NotWhole(_("Please write a few words."), code="words")
    return _look_in(actor=actor, step_up=step_up, words=words, outcome=_read(step_up.membership, words))


@transaction.atomic(durable=True)
def _look_in(*, actor: Any, step_up: StepUp, words: str, outcome: Outcome) -> StepUp:
    held = _held(step_up)
    require(actor, "moderation.look_in", held)
    held.look_in, held.looked_in_at = words, clock.now()
    held.looked_in_by = Membership.objects.keepers().get(account=actor, group=held.membership.group)
    apply_reading(held, outcome)
    held.save()
    note_finding(kind="step_up", row_uid=held.uid, outcome=outcome)
    audit.record(actor=actor, verb="more_help.looked_in", target=held.membership.group)
    account = held.membership.account
    if account is not None and StepUp.objects.asked(account).filter(pk=held.pk).exists():
        held.seen_at = None
        held.save(update_fields=["seen_at"])
        notify(account=account, kind=OFFERED_NOTICE, about=held)
    return held


def bring_look_ins() -> int:
    """Sweep. Reminds who keeps the room that it is time to ask; it writes to nobody else. Returns how many."""
    due = StepUp.objects.due(clock.now()).filter(raised_at__isnull=True).order_by("look_in_at")
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            count += _bring(pk=pk)
        except Exception as error:
            log.error("a look-in could not be brought: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _bring(*, pk: int) -> int:
    rows = StepUp.objects.due(clock.now()).filter(raised_at__isnull=True)
    row = rows.select_for_update(no_key=True, of=("self",)).select_related("membership").filter(pk=pk).first()
    if row is None:
        return 0
    row.raised_at = clock.now()
    row.save(update_fields=["raised_at"])
    keepers = Membership.objects.keepers().filter(group=row.membership.group_id).exclude(pk=row.membership_id)
    # Who wrote asks; where they do not keep the room any more, the others.
    for keeper in keepers.filter(pk=row.keeper_id) or keepers:
        if StepUp.objects.of_keeper(keeper.account).filter(pk=row.pk).exists():
            notify(account=keeper.account, kind=LOOK_IN_NOTICE, about=row)
    return 1


def forget_steps_up(moment: datetime) -> int:
    """Retention. Sixty days after it was offered nothing is left of it."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    gone: int = StepUp.objects.filter(sent_at__lt=moment - KEPT).delete()[0]
    return gone
