"""What a person does: ask for help, choose, answer, decline. Exempt from every limit, in every state."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

import clock
from accounts.access import require
from accounts.sealed import open_sealed
from audit import services as audit
from groups.models import Membership
from moderation import hints
from moderation.engine import Outcome, read_text
from moderation.errors import Ended
from moderation.models import Case, CaseReply, CheckBack
from moderation.services.cases import add_event, alert, open_or_join, take_back_ending, touch
from moderation.services.readings import after_store, apply_reading, evidence_of, note_finding
from moderation.services.staying import answered, stop_asking
from moderation.subjects import Authorship

WORDS_MOST = 4000
# A call for help is read and kept as far as a text that is too long to be posted is read: nothing is cut from it.
HELP_WORDS_MOST = 20_000


def language_of(account: Any) -> str:
    """The language an account writes in when no group says another."""
    profile = getattr(account, "profile", None)
    return profile.language if profile is not None else "en"


def authorship_in(account: Any, group: Any = None) -> Authorship:
    """How `account` is called in `group` (also after they left), or "Someone" where no group gives them a name."""
    membership = None
    if group is not None:
        membership = (
            Membership.objects.filter(group=group, account=account)
            .order_by(F("ended_at").desc(nulls_first=True), "-joined_at")
            .first()
        )
    if membership is None:
        return Authorship(account_id=account.pk, label="")
    return Authorship.under_name(membership)


def open_help_case(*, actor: Any, group: Any = None, words: str = "") -> Case:
    """“I need help.” Opens or joins the person's one open case; `words` (at most 20,000 letters) are evidence.

    `group` counts only where the person is or was a member of it. Raises PermissionDenied for visitors.
    """
    words = words[:HELP_WORDS_MOST]
    return _ask(actor=actor, group=group, words=words, outcome=_read(actor, words), verb="help.asked")


def send_to_team(*, actor: Any, words: str, group: Any = None) -> Case:
    """Words that could not be posted go to the team instead, whatever the state of the person or of the room."""
    words = words[:HELP_WORDS_MOST]
    return _ask(actor=actor, group=group, words=words, outcome=_read(actor, words), verb="help.sent_instead")


def _read(actor: Any, words: str) -> Outcome:
    return read_text(words, language=language_of(actor))


@transaction.atomic(durable=True)
def _ask(*, actor: Any, group: Any, words: str, outcome: Outcome, verb: str) -> Case:
    require(actor, "moderation.need_help")
    authorship = authorship_in(actor, group)
    if authorship.membership_id is None:
        group = None
    item = None
    if words.strip():
        # The words are in no row of their own, so their reading belongs to none either.
        finding = note_finding(kind="help", row_uid=uuid.uuid4(), outcome=outcome)
        item = evidence_of(kind="help", row_uid=None, outcome=outcome, text=words, finding=finding)
    case = open_or_join(
        kind=Case.Kind.HELP,
        authorship=authorship,
        group=group,
        severity=outcome.severity,
        item=item,
        actor=actor,
    )
    # To ask is to want an answer: an earlier "no, thank you" is over.
    case.choice, case.choice_at, case.thread_declined_at = Case.Choice.WRITE, clock.now(), None
    case.save(update_fields=["choice", "choice_at", "thread_declined_at"])
    audit.record(actor=actor, verb=verb, target=case)
    return case


@transaction.atomic(durable=True)
def choose(*, actor: Any, case: Case, choice: str) -> Case:
    """The person's answer to the panel. It informs and never closes. Raises PermissionDenied for anybody else.

    Answers the case that goes on: on one that has ended, "write" opens a new one, "safe" and "misread" are noted on it.
    """
    held = _held(actor, case)
    choice = Case.Choice(choice)
    if not held.is_open and choice == Case.Choice.WRITE:
        return _ask_again(actor, held)
    if held.choice == choice or not (held.is_open or choice in (Case.Choice.SAFE, Case.Choice.MISREAD)):
        return held
    held.choice, held.choice_at = choice, clock.now()
    if choice == Case.Choice.WRITE:
        held.thread_declined_at = None
        take_back_ending(held)
    touch(held)
    add_event(held, actor=actor, actor_name=held.label, verb="chose", detail=choice)
    audit.record(actor=actor, verb="case.chose", target=held, reason=choice)
    if choice == Case.Choice.WRITE:
        alert(held)
    hints.desk_changed(held)
    hints.author_changed(held)
    return held


def _ask_again(actor: Any, ended: Case) -> Case:
    # The same people hear of it as before: those of the group, or past them.
    case = open_or_join(
        kind=Case.Kind.HELP,
        authorship=Authorship(account_id=actor.pk, label=ended.label, avatar_seed=ended.avatar_seed),
        group=CaseGroup(ended) if ended.group_name else None,
        actor=actor,
        for_facilitators=ended.group_uid is not None,
    )
    case.choice, case.choice_at, case.thread_declined_at = Case.Choice.WRITE, clock.now(), None
    case.save(update_fields=["choice", "choice_at", "thread_declined_at"])
    audit.record(actor=actor, verb="help.asked", target=case)
    return case


def _held(actor: Any, case: Case) -> Case:
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    require(actor, "moderation.answer_case", held)
    return held


def author_reply(*, actor: Any, case: Case, words: str, client_uid: uuid.UUID | None = None) -> CaseReply:
    """The person writes in their conversation. Read by the engine like all words; sending twice stores once.

    Raises PermissionDenied for anybody else, Ended when the conversation is over.
    """
    words = words[:WORDS_MOST]
    return _author_reply(actor=actor, case=case, words=words, client_uid=client_uid, outcome=_read(actor, words))


@transaction.atomic(durable=True)
def _author_reply(*, actor: Any, case: Case, words: str, client_uid: uuid.UUID | None, outcome: Outcome) -> CaseReply:
    held = _held(actor, case)
    if not held.is_open:
        raise Ended
    reply = store_reply(
        held, author=actor, name=held.label, from_team=False, words=words, client_uid=client_uid, outcome=outcome
    )
    if reply is None:
        return CaseReply.objects.get(case=held, client_uid=client_uid)
    held.thread_declined_at = None
    touch(held)
    take_back_ending(held)
    add_event(held, actor=actor, actor_name=held.label, verb="wrote")
    audit.record(actor=actor, verb="case.author_wrote", target=held)
    alert(held)
    # In a case that goes past the group's facilitators, so does what grows out of it.
    after_store(
        kind="reply",
        row_uid=reply.uid,
        outcome=outcome,
        text=words,
        authorship=Authorship(account_id=actor.pk, label=held.label, avatar_seed=held.avatar_seed),
        group=CaseGroup(held) if held.group_uid else None,
    )
    hints.desk_changed(held)
    hints.author_changed(held)
    return reply


class CaseGroup:
    """The group of a case, as far as the case itself knows it."""

    def __init__(self, case: Case) -> None:
        self.uid, self.name = case.group_uid, case.group_name


def store_reply(
    case: Case,
    *,
    author: Any,
    name: str,
    from_team: bool,
    words: str,
    client_uid: uuid.UUID | None,
    outcome: Outcome,
) -> CaseReply | None:
    """Building block. One message of the thread, or None when this one is there already."""
    reply = CaseReply(
        case=case,
        author=author,
        author_name=name[:60],
        from_team=from_team,
        text=words,
        client_uid=client_uid,
        sent_at=clock.now(),
    )
    apply_reading(reply, outcome)
    try:
        with transaction.atomic():
            reply.save(force_insert=True)
    except IntegrityError:
        return None
    return reply


@transaction.atomic(durable=True)
def decline_thread(*, actor: Any, case: Case) -> Case:
    """“I would rather not.” The team sends no further messages; nothing else happens because of it."""
    held = _held(actor, case)
    if held.is_open and held.thread_declined_at is None:
        held.thread_declined_at = clock.now()
        stop_asking(held, CheckBack.Outcome.DECLINED)
        touch(held)
        add_event(held, actor=actor, actor_name=held.label, verb="declined")
        audit.record(actor=actor, verb="case.declined", target=held)
        hints.desk_changed(held)
        hints.author_changed(held)
    return held


def open_reply(*, actor: Any, reply: CaseReply) -> str:
    """The words of one message, for the person whose conversation it is."""
    require(actor, "moderation.answer_case", reply.case)
    return open_sealed(reply, "text", actor)


def wrote_since_read(case: Case) -> bool:
    """Whether the person wrote something after somebody of the team last read."""
    read = case.read_by_person_at
    if read is None:
        return False
    later = case.replies.filter(from_team=False, sent_at__gt=read).exists()
    return later or case.evidence.filter(at__gt=read).exists()


def awaits_team(case: Case) -> bool:
    """Whether they would be left alone if nobody did anything now: unread, or without a word from the team.

    Who would rather not be written to, or is gone, waits for no words; what the engine could not read, for a reader.
    """
    if case.read_by_person_at is None or wrote_since_read(case):
        return True
    if case.kind == Case.Kind.UNREAD or case.thread_declined_at is not None or case.subject_account_id is None:
        return False
    return not answered(case)


@transaction.atomic(durable=True)
def see_replies(*, actor: Any, case: Case) -> None:
    """The person opened their conversation: what the team wrote counts as seen."""
    require(actor, "moderation.answer_case", case)
    if case.replies.filter(from_team=True, seen_at__isnull=True).update(seen_at=clock.now()):
        hints.desk_changed(case)


def note_panel_shown(*, actor: Any, case: Case) -> None:
    """The panel was put before its author; the first time counts. Takes no lock once it is known.

    Raises PermissionDenied for anybody else.
    """
    require(actor, "moderation.answer_case", case)
    if case.panel_shown_at is None:
        _note_panel_shown(case=case)


@transaction.atomic(durable=True)
def _note_panel_shown(*, case: Case) -> None:
    now = clock.now()
    if Case.objects.filter(pk=case.pk, panel_shown_at__isnull=True).update(panel_shown_at=now):
        case.panel_shown_at = now
        add_event(case, verb="panel_shown")
        audit.record(verb="case.panel_shown", target=case)
