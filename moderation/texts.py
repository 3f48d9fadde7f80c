"""Texts below moderation (group texts, names, ground rules, request words) and its own: read, and read again."""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from typing import Any

from accounts.sealed import open_sealed
from groups import signals
from groups.models import GroundRules, Group, JoinRequest, Membership
from moderation.engine import CAP_SECONDS_LOCKED, Ask, Outcome, read_text, read_texts
from moderation.models import Appeal, CaseReply, Farewell, Memorial, MemorialWords, Report, StepUp, TextReading
from moderation.readable import Readable, Told, readables
from moderation.services import store_text_reading
from moderation.services.people import CaseGroup, authorship_in, language_of
from moderation.services.reports import speaks_of_other
from moderation.subjects import Authorship

MODELS: dict[str, Any] = {model._meta.label_lower: model for model in (Group, Membership, GroundRules, JoinRequest)}


# What was read before the transaction that stores it, for as long as the service runs that asked.
_before: ContextVar[dict[Ask, Outcome] | None] = ContextVar("read_before", default=None)


def read_before() -> dict[Ask, Outcome]:
    """The outcomes that wait in this thread for their texts to be stored."""
    return _before.get() or {}


def read_ahead(sender: Any, *, texts: tuple[str, ...], language: str, sensitivity: str, **kwargs: Any) -> None:
    """A lower floor is about to store these words: they are read now, while nothing is locked. None: it is over."""
    asks = [Ask(text, language=language, sensitivity=sensitivity) for text in texts]
    _before.set(dict(zip(asks, read_texts(asks), strict=True)) if asks else None)


def receive_text(
    sender: Any,
    *,
    kind: str,
    uid: uuid.UUID,
    field: str,
    text: str,
    account: Any,
    membership: Any,
    group: Any,
    **kwargs: Any,
) -> None:
    """A lower floor stored words that others can read: their reading is stored in the same transaction."""
    outcome = read_before().get(Ask(text, language=group.language, sensitivity=group.sensitivity))
    if outcome is None:
        # A name drawn under the lock, or words that changed on the way: short, and capped tightly.
        outcome = read_text(text, language=group.language, sensitivity=group.sensitivity, seconds=CAP_SECONDS_LOCKED)
    store_text_reading(
        kind=kind,
        uid=uid,
        field=field,
        text=text,
        account=account,
        authorship=_written_by(account, membership, group, kind=kind, uid=uid),
        membership_uid=membership.uid if membership is not None else None,
        group=group,
        outcome=outcome,
    )


def _written_by(account: Any, membership: Any, group: Any, *, kind: str, uid: uuid.UUID) -> Authorship:
    if account is None:
        return Authorship(account_id=None)
    if membership is not None and membership.account_id == account.pk:
        return Authorship.under_name(membership)
    asked = JoinRequest.objects.filter(uid=uid).first() if kind == JoinRequest._meta.label_lower else None
    if asked is not None:
        return Authorship(account_id=account.pk, label=asked.proposed_name, avatar_seed=asked.avatar_seed)
    return authorship_in(account, group)


def _tell_text(row: TextReading) -> Told:
    found = MODELS[row.kind].objects.filter(uid=row.subject_uid).first() if row.kind in MODELS else None
    group = Group.objects.filter(uid=row.group_uid).first() if row.group_uid else None
    membership = Membership.objects.filter(uid=row.membership_uid).first() if row.membership_uid else None
    return Told(
        text=str(getattr(found, row.field, "") or ""),
        language=group.language if group is not None else "en",
        authorship=_written_by(row.account, membership, group, kind=row.kind, uid=row.subject_uid),
        group=group,
        sensitivity=group.sensitivity if group is not None else "usual",
    )


def _tell_reply(row: CaseReply) -> Told:
    case = row.case
    return Told(
        text=open_sealed(row, "text", None),
        language=language_of(row.author),
        authorship=Authorship(account_id=row.author_id, label=case.label, avatar_seed=case.avatar_seed),
        group=CaseGroup(case) if case.group_uid else None,
    )


def _tell_appeal(row: Appeal) -> Told:
    case = row.decision.case
    return Told(
        text=open_sealed(row, "words", None),
        language=language_of(row.author),
        authorship=Authorship(account_id=row.author_id, label=case.label, avatar_seed=case.avatar_seed),
        group=CaseGroup(case) if case.group_name else None,
    )


def _tell_report(row: Report) -> Told:
    return Told(
        text=open_sealed(row, "words", None),
        language=language_of(row.reporter),
        authorship=authorship_in(row.reporter) if row.reporter is not None else Authorship(account_id=None),
    )


def _tell_step_up(row: StepUp) -> Told:
    writer, group = row.looked_in_by or row.keeper, row.membership.group
    known = writer is not None and writer.account_id is not None
    return Told(
        text=open_sealed(row, "look_in" if row.looked_in_at else "words", None),
        language=group.language,
        authorship=Authorship.under_name(writer) if known else Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def _tell_farewell(row: Farewell) -> Told:
    return _told_in(row.death.membership.group, row.words, row.told_by)


def _tell_memorial(row: Memorial) -> Told:
    return _told_in(row.death.membership.group, row.words, row.opened_by)


def _tell_remembered(row: MemorialWords) -> Told:
    return _told_in(row.membership.group, row.words, row.membership)


def _told_in(group: Group, text: str, writer: Membership | None) -> Told:
    known = writer is not None and writer.account_id is not None
    return Told(
        text=text,
        language=group.language,
        authorship=Authorship.under_name(writer) if known else Authorship(account_id=None),
        group=group,
        sensitivity=group.sensitivity,
    )


def _about_the_writer(row: Report, outcome: Outcome | None) -> bool:
    return row.reporter_id is not None and not (outcome is not None and speaks_of_other(outcome))


def register() -> None:
    signals.texts_ahead.connect(read_ahead, dispatch_uid="moderation")
    signals.text_published.connect(receive_text, dispatch_uid="moderation")
    readables.add("text", Readable(kind="text", model=TextReading, tell=_tell_text))
    readables.add(
        "reply",
        Readable(kind="reply", model=CaseReply, tell=_tell_reply, opens_cases=lambda row, outcome: not row.from_team),
    )
    # Who keeps the room speaks of somebody else's trouble, in their own name.
    readables.add(
        "step_up",
        Readable(kind="step_up", model=StepUp, tell=_tell_step_up, opens_cases=lambda row, outcome: False),
    )
    readables.add(
        "farewell",
        Readable(kind="farewell", model=Farewell, tell=_tell_farewell, opens_cases=lambda row, outcome: False),
    )
    readables.add(
        "memorial",
        Readable(kind="memorial", model=Memorial, tell=_tell_memorial, opens_cases=lambda row, outcome: False),
    )
    readables.add("memorial_words", Readable(kind="memorial_words", model=MemorialWords, tell=_tell_remembered))
    readables.add(
        "appeal",
        Readable(
            kind="appeal",
            model=Appeal,
            tell=_tell_appeal,
            opens_cases=lambda row, outcome: row.author_id is not None,
            for_facilitators=False,
        ),
    )
    readables.add(
        "report",
        Readable(
            kind="report",
            model=Report,
            tell=_tell_report,
            opens_cases=_about_the_writer,
            for_facilitators=False,
        ),
    )
