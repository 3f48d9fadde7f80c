"""“Please look again.” Somebody else than who decided looks; to be overturned is normal."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from audit import services as audit
from moderation.engine import Outcome, read_text
from moderation.errors import AppealedAlready, NotWhole
from moderation.models import Appeal, Case, Decision, Sanction
from moderation.querysets import may_work
from moderation.services.cases import add_event, tell_team, touch
from moderation.services.decisions import tell_author
from moderation.services.desk import done, hold, tell_reporters
from moderation.services.effects import undo
from moderation.services.people import WORDS_MOST, CaseGroup, language_of
from moderation.services.readings import after_store, apply_reading
from moderation.subjects import Authorship


def appeal(*, actor: Any, decision: Decision, words: str) -> Appeal:
    """The person asks for another look, in their own words, in whatever state their account is.

    Raises PermissionDenied for anybody else, NotWhole without words, AppealedAlready the second time.
    """
    if not words.strip():
        raise NotWhole(_("Please write a few words."), code="words")
    outcome = read_text(words[:WORDS_MOST], language=language_of(actor))
    return _appeal(actor=actor, decision=decision, words=words[:WORDS_MOST], outcome=outcome)


@transaction.atomic(durable=True)
def _appeal(*, actor: Any, decision: Decision, words: str, outcome: Outcome) -> Appeal:
    case: Case = Case.objects.select_for_update(no_key=True).get(pk=decision.case_id)
    decision = Decision.objects.get(pk=decision.pk)
    require(actor, "moderation.appeal", decision)
    row = Appeal(decision=decision, author=actor, words=words, made_at=clock.now())
    apply_reading(row, outcome)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AppealedAlready from None
    touch(case)
    add_event(case, actor=actor, actor_name=case.label, verb="appealed", detail=decision.measure)
    audit.record(actor=actor, verb="decision.appealed", target=decision, reason=decision.measure)
    tell_team(case, besides=[decision.decided_by, decision.second_by], moderators_only=True)
    # Their words may be a cry for help; whoever keeps the group may be who decided, so it goes to the moderators.
    after_store(
        kind="appeal",
        row_uid=row.uid,
        outcome=outcome,
        text=words,
        authorship=Authorship(account_id=actor.pk, label=case.label, avatar_seed=case.avatar_seed),
        group=CaseGroup(case) if case.group_name else None,
        for_facilitators=False,
    )
    return row


def somebody_else(*, decision: Decision) -> bool:
    """Whether the team has anybody who could answer an appeal of it. The page promises nothing else."""
    told = decision.case.reports.exclude(reporter=None).values("reporter")
    not_them = [pk for pk in (decision.decided_by_id, decision.second_by_id, decision.case.subject_account_id) if pk]
    others = User.objects.filter(is_active=True, is_moderator=True).exclude(pk__in=not_them).exclude(pk__in=told)
    return any(may_work(account) for account in others)


@transaction.atomic(durable=True)
def decide_appeal(
    *, actor: Any, appeal: Appeal, version: int, overturned: bool, reason: str, answer: str = ""
) -> Appeal:
    """Somebody else answers. Overturned: everything is as it was, and both the person and who told us hear of it.

    `answer` is for the person, `reason` for the team. Raises StaleCase, NotWhole, or PermissionDenied for who decided,
    who told us, and whoever it is about.
    """
    held = hold(actor, appeal.decision.case, version, ended_too=True)
    row: Appeal = Appeal.objects.select_for_update(no_key=True, of=("self",)).get(pk=appeal.pk)
    require(actor, "moderation.decide_appeal", row)
    if not reason.strip():
        raise NotWhole(_("Please say why. Only the team reads it."), code="reason")
    row.state = Appeal.State.OVERTURNED if overturned else Appeal.State.UPHELD
    row.decided_by, row.decided_at = actor, clock.now()
    row.reason, row.answer = reason[:WORDS_MOST], answer[:WORDS_MOST]
    row.save()
    standing = Sanction.objects.standing().filter(decision=row.decision).first()
    if overturned and standing is not None:
        undo(standing, because=Sanction.Lifted.OVERTURNED, by=actor)
    audit.record(actor=actor, verb=f"appeal.{row.state}", target=row, reason=row.decision.measure)
    done(actor, held, row.state, reason=row.decision.measure)
    tell_author(held)
    if overturned:
        tell_reporters(held)
    return row
