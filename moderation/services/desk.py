"""What the desk does with a case. `version` is the one the page was drawn with; a stale hand changes nothing."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from accounts.access import can, require
from audit import services as audit
from groups.models import Membership
from moderation import hints
from moderation.duty import shift_of, takes_break
from moderation.engine import Outcome, read_text
from moderation.errors import Declined, Ended, FoldWaits, StaleCase, StillWaits, Taken
from moderation.models import Case, CaseReply, CheckBack, OnCallShift
from moderation.services.cases import add_event, alert, begin_wait, events_for, is_alerting, tell_team, touch
from moderation.services.claims import WAS_TO_WRITE, let_go, state_without
from moderation.services.closing import close_grants_of
from moderation.services.people import WORDS_MOST, awaits_team, language_of, store_reply, wrote_since_read
from moderation.services.staying import is_between, needs_second, stay, stop_asking
from notifications.services import notify
from rows import require_transaction

# A claim that nobody follows up passes on, so that no person waits behind somebody who went home.
CLAIM = timedelta(minutes=30)
REPLY_NOTICE = "conversation.reply"
OUTCOME_NOTICE = "report.outcome"
State = Case.State


def team_name(user: Any, case: Case | None = None) -> str:
    """How somebody of the team is called: the name of their shift, else their name in the case's group."""
    return name_of_team(user, case) or _("Someone from the team")


def name_of_team(user: Any, case: Case | None = None) -> str:
    """The same, or nothing where they have no name that people are shown."""
    shift = shift_of(user) or OnCallShift.objects.filter(account=user).order_by("-starts_at").first()
    if shift is not None:
        return shift.shown_name
    if case is not None and case.group_uid is not None:
        keeper = Membership.objects.keepers().filter(account=user, group__uid=case.group_uid).first()
        if keeper is not None:
            return str(keeper.display_name)
    return ""


def hold(actor: Any, case: Case, version: int, *, ended_too: bool = False) -> Case:
    """Building block. The case, locked, as the actor knew it; PermissionDenied, StaleCase or Ended otherwise."""
    held: Case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    require(actor, "moderation.work_case", held)
    if held.version != version:
        raise StaleCase(held, list(events_for(held, actor).filter(version__gt=version)))
    if not held.is_open and not ended_too:
        raise Ended
    return held


def held_by_other(actor: Any, case: Case) -> bool:
    """Whether somebody else has the case for now. Nobody waits behind somebody who takes a break."""
    return case.is_claimed and case.claimed_by_id != actor.pk and not _rests_while_they_wait(case)


def _rests_while_they_wait(case: Case) -> bool:
    """Whether who has the case takes a break, and the person waits: to be read, or for an answer to what they wrote."""
    if not takes_break(case.claimed_by):
        return False
    last = case.replies.order_by("-sent_at", "-id").values_list("from_team", flat=True).first()
    return case.waits_since is not None or last is False


def _reads_all(actor: Any, case: Case) -> bool:
    """Whether nothing that is written with the person is kept from `actor`."""
    return can(actor, "moderation.read_thread", case)


def _take(actor: Any, case: Case, *, reads: bool) -> bool:
    """Whether that took over what somebody else offered.

    Who stays with them reads all of it: who does not (`reads`) takes over only what is handed to them.
    """
    takes_over = reads and case.offered_by_id not in (None, actor.pk)
    if takes_over:
        # Whoever takes what was offered takes all of it: who stays with them, and what is still to be asked.
        if case.companion_id == case.offered_by_id:
            case.companion = actor
            case.check_backs.filter(done_at__isnull=True).update(owner=actor)
        case.offered_by = case.offered_at = None
    elif held_by_other(actor, case):
        raise Taken(case)
    case.claimed_by, case.claimed_until = actor, clock.now() + CLAIM
    return takes_over


def done(actor: Any, case: Case, verb: str, *, words: str = "", reason: str = "") -> None:
    """Building block. What somebody of the team did: the version, the history, the audit, open pages."""
    touch(case)
    add_event(case, actor=actor, actor_name=team_name(actor, case), verb=verb, detail=reason, words=words)
    audit.record(actor=actor, verb=f"case.{verb}", target=case, reason=reason)
    hints.desk_changed(case)


@transaction.atomic(durable=True)
def note_opened(*, actor: Any, case: Case) -> None:
    """Somebody of the team opened the case: one audit line each time, whatever there is to read in it."""
    require(actor, "moderation.work_case", case)
    audit.record(actor=actor, verb="case.opened_by", target=case)


@transaction.atomic(durable=True)
def acknowledge(*, actor: Any, case: Case, version: int) -> Case:
    """“I have read this.” The person is told that somebody has read their words, and when."""
    held = hold(actor, case, version)
    require(actor, "moderation.read_thread", held)
    again = held.read_by_person_at is not None and not wrote_since_read(held)
    held.read_by_person_at = clock.now()
    if not awaits_team(held):
        held.waits_since = None
    elif held.waits_since is not None and not again:
        # To be read is not yet to be answered; reading the same words again wins no more time.
        held.waits_since = clock.now()
    if held.state == State.NEW:
        held.state = State.SEEN
    done(actor, held, "read")
    hints.author_changed(held)
    return held


@transaction.atomic(durable=True)
def claim(*, actor: Any, case: Case, version: int) -> Case:
    """Take the case for half an hour. Raises Taken while somebody else has it.

    Who does not read all that is written there stops no wait with it: somebody else still reads that.
    """
    held = hold(actor, case, version)
    require(actor, "moderation.write_to_them", held)
    again, reads = _took_before(actor, held), _reads_all(actor, held)
    takes_over = _take(actor, held, reads=reads)
    if reads and not again:
        held.waits_since = None
    elif reads and is_alerting(held) and awaits_team(held):
        # Whoever takes it again and again, and does not write, keeps nobody waiting behind them.
        begin_wait(held)
    if held.state in (State.NEW, State.SEEN, State.HANDED_OVER):
        held.state = State.OWNED
    done(actor, held, "taken_over" if takes_over else "claimed")
    return held


def _took_before(actor: Any, case: Case) -> bool:
    """Whether `actor` was the last to take it, and nobody of the team has written since."""
    last = case.events.filter(verb__in=("claimed", "taken_over")).order_by("-at", "-id").first()
    if last is None or last.actor_id != actor.pk:
        return False
    return not case.replies.filter(from_team=True, sent_at__gte=last.at).exists()


@transaction.atomic(durable=True)
def release(*, actor: Any, case: Case, version: int) -> Case:
    """Give the case back to the desk; where they still wait, the next person is told. What is offered stays so."""
    held = hold(actor, case, version)
    if held_by_other(actor, held):
        raise Taken(held)
    was_held = held.claimed_by_id is not None
    held.claimed_by = held.claimed_until = None
    if held.state in WAS_TO_WRITE:
        held.state = state_without(held)
    done(actor, held, "released")
    if was_held and awaits_team(held):
        alert(held, besides=actor)
    return held


@transaction.atomic(durable=True)
def note(*, actor: Any, case: Case, version: int, words: str) -> Case:
    """A note for the team, sealed; the person never sees it."""
    held = hold(actor, case, version)
    done(actor, held, "noted", words=words[:WORDS_MOST])
    return held


def reply(*, actor: Any, case: Case, version: int, words: str, client_uid: uuid.UUID | None = None) -> CaseReply:
    """Write to the person. Raises StaleCase, Taken, Ended, or Declined where they would rather not be written to.

    Sending the same `client_uid` twice stores one message.
    """
    outcome = read_text(words[:WORDS_MOST], language=language_of(actor))
    return _reply(
        actor=actor, case=case, version=version, words=words[:WORDS_MOST], client_uid=client_uid, outcome=outcome
    )


@transaction.atomic(durable=True)
def _reply(
    *, actor: Any, case: Case, version: int, words: str, client_uid: uuid.UUID | None, outcome: Outcome
) -> CaseReply:
    require(actor, "moderation.work_case", case)
    sent: CaseReply | None = None
    if client_uid:
        sent = CaseReply.objects.filter(case=case, client_uid=client_uid).first()
    if sent is not None:
        return sent
    held = hold(actor, case, version)
    require(actor, "moderation.write_to_them", held)
    if held.subject_account is None or held.thread_declined_at is not None:
        raise Declined
    reads = _reads_all(actor, held)
    if _take(actor, held, reads=reads):
        done(actor, held, "taken_over")
    name = team_name(actor, held)
    stored = store_reply(
        held, author=actor, name=name, from_team=True, words=words, client_uid=client_uid, outcome=outcome
    )
    if stored is None:
        return CaseReply.objects.get(case=held, client_uid=client_uid)
    if reads:
        # Nobody answers what they have not read.
        held.read_by_person_at, held.waits_since = clock.now(), None
    unread = awaits_team(held)
    if not unread:
        held.waits_since = None
    held.state = State.CONTACTED
    stay(actor, held, reads=reads)
    done(actor, held, "replied")
    if unread:
        # They are not alone, and what they wrote is still to be read by who can.
        tell_team(held, besides=[actor], moderators_only=True)
    notify(account=held.subject_account, kind=REPLY_NOTICE, about=held)
    hints.author_changed(held)
    return stored


@transaction.atomic(durable=True)
def close(*, actor: Any, case: Case, version: int, reason: str, words: str = "") -> Case:
    """End the case with a reason; `words` are a last note for the team.

    Where a second pair of eyes is needed, it goes on until somebody else agrees (`second_ending`).
    """
    held = hold(actor, case, version)
    require(actor, "moderation.read_thread", held)
    if held_by_other(actor, held):
        raise Taken(held)
    _nothing_waits(held)
    if needs_second(held):
        held.ending_by, held.ending_at, held.ending_reason = actor, clock.now(), Case.CloseReason(reason)
        # Whoever agrees must not be kept away by who waits for them.
        held.claimed_by = held.claimed_until = None
        waits = awaits_team(held)
        if not waits:
            held.waits_since = None
        done(actor, held, "ending", words=words[:WORDS_MOST], reason=reason)
        tell_team(held, besides=[actor], moderators_only=held.worried_again_at is not None or is_between(held))
        # A proposal is no answer: until somebody has agreed, they wait as before.
        if waits:
            alert(held, besides=actor)
        return held
    end_case(held, reason)
    done(actor, held, "closed", words=words[:WORDS_MOST], reason=reason)
    tell_reporters(held)
    hints.author_changed(held)
    return held


@transaction.atomic(durable=True)
def second_ending(*, actor: Any, case: Case, version: int, agrees: bool, words: str = "") -> Case:
    """The second pair of eyes: it ends, or goes on. Raises StaleCase, or PermissionDenied for who would end it."""
    held = hold(actor, case, version)
    require(actor, "moderation.second_ending", held)
    if held_by_other(actor, held):
        raise Taken(held)
    if not agrees:
        held.ending_by, held.ending_at, held.ending_reason = None, None, ""
        done(actor, held, "goes_on", words=words[:WORDS_MOST])
        return held
    end_case(held, held.ending_reason)
    done(actor, held, "closed", words=words[:WORDS_MOST], reason=held.close_reason)
    hints.author_changed(held)
    return held


def end_case(case: Case, reason: str) -> None:
    """Building block. The case is over; the caller writes the history and saves with it."""
    require_transaction()
    _nothing_waits(case)
    case.state, case.close_reason, case.closed_at = State.CLOSED, Case.CloseReason(reason), clock.now()
    case.claimed_by = case.claimed_until = case.waits_since = case.offered_by = case.offered_at = None
    # Where they are was for this conversation alone.
    case.place, case.place_at, case.room_told_at = "", None, None
    stop_asking(case, CheckBack.Outcome.ENDED)
    close_grants_of(case)


def _nothing_waits(case: Case) -> None:
    """What a person has still to say about it comes first: StillWaits, FoldWaits."""
    if case.decisions.filter(state="waiting").exists():
        raise StillWaits
    if case.folds.filter(state="waiting").exists():
        raise FoldWaits


def tell_reporters(case: Case) -> None:
    """Building block. Whoever told us of something against the rules may read what came of it, without detail."""
    require_transaction()
    if case.kind == Case.Kind.REPORT:
        for row in case.reports.exclude(reporter=None).select_related("reporter"):
            notify(account=row.reporter, kind=OUTCOME_NOTICE, about=row)


@transaction.atomic(durable=True)
def start_shift(*, actor: Any, shown_name: str, until: datetime, from_: datetime | None = None) -> OnCallShift:
    """“I am here until …”, under the name that people are shown; `from_` plans it for later. A running shift ends."""
    require(actor, "moderation.keep_watch")
    now = clock.now()
    starts = from_ or now
    if from_ is None:
        OnCallShift.objects.filter(account=actor, starts_at__lt=now, ends_at__gt=now).update(ends_at=now)
    shift = OnCallShift(account=actor, shown_name=shown_name, starts_at=starts, ends_at=until)
    shift.full_clean()
    shift.save()
    audit.record(actor=actor, verb="shift.started", target=shift)
    return shift


@transaction.atomic(durable=True)
def end_shift(*, actor: Any) -> None:
    """“I am going now.” Nobody is promised that somebody is here."""
    require(actor, "moderation.keep_watch")
    now = clock.now()
    for shift in OnCallShift.objects.filter(account=actor, starts_at__lt=now, ends_at__gt=now):
        shift.ends_at = now
        shift.save(update_fields=["ends_at"])
        audit.record(actor=actor, verb="shift.ended", target=shift)
    # Nobody waits behind somebody who went home.
    for case in Case.objects.open().select_for_update(no_key=True).filter(claimed_by=actor, claimed_until__gt=now):
        let_go(case)
