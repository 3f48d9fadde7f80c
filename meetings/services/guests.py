"""Guests: invited by those who keep a group, to one meeting, with the knowledge of everybody in it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

import clock
from accounts import limits
from accounts.access import can, require
from accounts.raids import is_closed_to_new_people
from audit import services as audit
from chat import services as chat
from chat.models import Participant
from groups.models import Membership
from groups.policies import membership_of
from groups.words import clean_line
from meetings.errors import NoGuestsNow, TooManyGuests, TooManyInvitations
from meetings.models import Guest, LiveMeeting, Meeting, RatherNot
from meetings.services.feeds import calendar_hash
from meetings.services.live import held, tell_news
from meetings.services.seats import lock
from moderation.hints import author_changed
from moderation.reading import Outcome, after_store, apply_reading, read_text
from moderation.services.people import authorship_in
from notifications.services import notify
from rows import require_transaction

WORDS = ("name", "as_what", "minutes")
GUESTS_MOST = 3
# With those taken back: every one is told to everybody, and nobody can turn that off. For a meeting, and for a day.
INVITED_MOST = 6
# How many have to say that they would rather not before anybody learns that somebody did.
COUNTED_FROM = 2
KEEP = timedelta(days=30)


def text_of_guest(guest: Guest) -> str:
    """The words about a guest, as the engine and a case read them."""
    return f"{guest.name}\n{guest.as_what}"


def invite_guest(
    *, actor: Any, meeting: Meeting, name: str, as_what: str, minutes: int | None = None
) -> tuple[Guest, str]:
    """A guest at one meeting, and the token of their link, which is shown this once. Every member is told.

    Raises PermissionDenied, also where members would have less than a day to know of it; TooManyGuests; NoGuestsNow in
    raid mode; or ValidationError by field.
    """
    row = Guest(meeting=meeting, name=clean_line(name), as_what=clean_line(as_what), minutes=minutes)
    row.clean_fields(exclude=[field.name for field in Guest._meta.fields if field.name not in WORDS])
    group = meeting.series.group
    outcome = read_text(text_of_guest(row), language=group.language, sensitivity=group.sensitivity)
    return _invite(actor=actor, meeting=meeting, row=row, outcome=outcome)


@transaction.atomic(durable=True)
def _invite(*, actor: Any, meeting: Meeting, row: Guest, outcome: Outcome) -> tuple[Guest, str]:
    meeting = lock(meeting)
    require(actor, "meetings.invite_guest", meeting)
    if is_closed_to_new_people():
        # Who was invited before comes: the members were told of them.
        raise NoGuestsNow
    if Guest.objects.expected().filter(meeting=meeting).count() >= GUESTS_MOST:
        raise TooManyGuests
    if Guest.objects.filter(meeting=meeting).count() >= INVITED_MOST:
        raise TooManyInvitations
    if not limits.allow(f"guest:{actor.pk}", most=INVITED_MOST, per_seconds=24 * 3600):
        raise TooManyInvitations
    group, token = meeting.series.group, secrets.token_urlsafe(24)
    row.meeting, row.invited_by, row.token_hash = meeting, membership_of(actor, group), calendar_hash(token)
    apply_reading(row, outcome)
    row.save(force_insert=True)
    case = after_store(
        kind="guest",
        row_uid=row.uid,
        outcome=outcome,
        text=text_of_guest(row),
        authorship=authorship_in(actor, group),
        group=group,
    )
    if case is not None:
        author_changed(case)
    audit.record(actor=actor, verb="meeting.guest_invited", target=row)
    _tell_members(row, "meetings.guest", actor=actor)
    return row, token


@transaction.atomic(durable=True)
def take_back_guest(*, actor: Any, guest: Guest) -> None:
    """They do not come, or are out at once. Who was told that they come is told that they do not. Twice is once."""
    meeting = lock(guest.meeting)
    require(actor, "meetings.take_back_guest", guest)
    fresh = _fresh(guest)
    if fresh.ended_at is not None:
        return
    fresh.ended_at = clock.now()
    fresh.save(update_fields=["ended_at"])
    RatherNot.objects.filter(guest=fresh).delete()
    audit.record(actor=actor, verb="meeting.guest_taken_back", target=fresh)
    if meeting.starts_at > clock.now():
        _tell_members(fresh, "meetings.no_guest", actor=actor)
    if fresh.account is not None:
        _out(fresh)


@transaction.atomic(durable=True)
def say_rather_not(*, actor: Any, guest: Guest, rather_not: bool = True) -> None:
    """`actor` would rather not have the guest there, or takes that back. No line anywhere says who it was."""
    lock(guest.meeting)
    require(actor, "meetings.say_rather_not", guest)
    mine = membership_of(actor, guest.meeting.series.group)
    if mine is None:
        raise PermissionDenied("meetings.say_rather_not")
    if rather_not:
        RatherNot.objects.get_or_create(guest=guest, membership=mine)
    else:
        RatherNot.objects.filter(guest=guest, membership=mine).delete()


def rather_nots(guest: Guest) -> int:
    """How many said so, from two up; below that 0, so that one person alone is never found out.

    Without those who keep the room: they read the number, and one voice of theirs would name the only other.
    """
    said = RatherNot.objects.filter(guest=guest, membership__state=Membership.State.ACTIVE)
    live = said.exclude(membership__in=Membership.objects.appointed()).count()
    return live if live >= COUNTED_FROM else 0


def guest_behind(token: str) -> Guest | None:
    """The guest whose link it is, or None: also where it was taken back or the meeting is over."""
    rows = Guest.objects.expected().filter(token_hash=calendar_hash(token), meeting__ends_at__gt=clock.now())
    return rows.select_related("meeting__series__group", "account").first()


@transaction.atomic(durable=True)
def accept_guest(*, actor: Any, token: str) -> Guest:
    """`actor` is the guest from now on and keeps to the ground rules. Nobody else comes in by this link.

    Raises PermissionDenied, the same for every reason: also for who is, or was, a member of the group.
    """
    found = guest_behind(token)
    if found is None:
        raise PermissionDenied("meetings.accept_guest")
    lock(found.meeting)
    fresh = _fresh(found)
    if fresh.account_id == actor.pk:
        return fresh
    require(actor, "meetings.accept_guest", fresh)
    fresh.account, fresh.accepted_at = actor, clock.now()
    fresh.save(update_fields=["account", "accepted_at"])
    audit.record(actor=actor, verb="meeting.guest_accepted", target=fresh)
    return fresh


@transaction.atomic(durable=True)
def come_in_as_guest(*, actor: Any, guest: Guest) -> Participant:
    """The guest is in the room of the meeting, as a guest for everybody to see, and in nothing else of the group."""
    lock(guest.meeting)
    live = held(guest.meeting)
    fresh = _fresh(guest)
    require(actor, "meetings.come_as_guest", fresh)
    if live is None or live.room is None:
        raise PermissionDenied("meetings.come_as_guest")
    with translation.override(fresh.meeting.series.group.language):
        label = gettext("Guest: {name}").format(name=fresh.name)
    participant = chat.begin_guest(room=live.room, account=actor, label=label[:40])
    tell_news(live)
    return participant


@transaction.atomic(durable=True)
def leave_as_guest(*, actor: Any, guest: Guest) -> None:
    """Go. They can come in again while they are awaited."""
    lock(guest.meeting)
    fresh = _fresh(guest)
    require(actor, "meetings.leave_as_guest", fresh)
    _out(fresh)


def guests_go() -> int:
    """Sweep. Who was said to be there until a time is gone by then; returns how many went."""
    now = clock.now()
    rows = Guest.objects.filter(account__isnull=False, meeting__starts_at__lte=now, meeting__ends_at__gt=now - KEEP)
    late = [row for row in rows.select_related("meeting") if row.goes_at <= now and _there(row).exists()]
    for row in late:
        _go(guest=row)
    return len(late)


@transaction.atomic(durable=True)
def _go(*, guest: Guest) -> None:
    lock(guest.meeting)
    _out(_fresh(guest))


# -- blocks -----------------------------------------------------------------------------------------------------------
def erase_guests_of(account: Any) -> None:
    """Building block. That they were a guest, under which name and as what, is gone."""
    require_transaction()
    Guest.objects.filter(account=account).delete()
    Guest.objects.filter(invited_by__account=account).update(invited_by=None)


def erase_rather_nots_of(account: Any) -> None:
    """Building block."""
    require_transaction()
    RatherNot.objects.filter(membership__account=account).delete()


def forget_guests(moment: datetime) -> int:
    """Retention. Who would rather not is forgotten when the meeting is over, who was a guest a month later."""
    return _forget_guests(moment=moment)


@transaction.atomic(durable=True)
def _forget_guests(*, moment: datetime) -> int:
    count: int = RatherNot.objects.filter(guest__meeting__ends_at__lte=moment).delete()[0]
    return count + Guest.objects.filter(meeting__ends_at__lte=moment - KEEP).delete()[0]


def _fresh(guest: Guest) -> Guest:
    return Guest.objects.select_related("meeting__series__group", "account").get(pk=guest.pk)


def _there(guest: Guest) -> Any:
    rooms = LiveMeeting.objects.filter(meeting=guest.meeting_id, room__isnull=False).values("room")
    return Participant.objects.live().filter(room__in=rooms, account=guest.account_id)


def _out(guest: Guest) -> None:
    there = list(_there(guest).select_related("room"))
    for participant in there:
        chat.end_participant(participant)
    live = held(guest.meeting)
    if there and live is not None and live.closed_at is None:
        tell_news(live)


def _tell_members(guest: Guest, kind: str, *, actor: Any) -> None:
    group = guest.meeting.series.group
    rows = Membership.objects.live().filter(group=group, account__erase_after__isnull=True).exclude(account=actor)
    for membership in rows.select_related("account"):
        if can(membership.account, "meetings.view", guest.meeting):
            notify(account=membership.account, kind=kind, about=guest)
