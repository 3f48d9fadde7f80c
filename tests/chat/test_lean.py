"""The plain questions of posting answer as the models do, whoever asks and whatever has become of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

import clock
from accounts.models import Consent, User
from chat.models import Message, Participant, Room
from chat.policies import why_not
from chat.services import lean
from chat.services.rooms import take_places_in
from groups.models import Group, Membership
from moderation.models import Level
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say, voice_of
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = [clock.now() - timedelta(minutes=3), clock.now() + timedelta(hours=1)]
CHANGES: dict[str, Callable[[Participant, Any], Any]] = {
    "nothing": lambda person, at: None,
    "muted": lambda person, at: Participant.objects.filter(pk=person.pk).update(muted_until=at),
    "ended": lambda person, at: Participant.objects.filter(pk=person.pk).update(ended_at=at),
    "resting": lambda person, at: Membership.objects.filter(pk=person.membership_id).update(state="paused"),
    "away": lambda person, at: User.objects.filter(pk=_owner(person)).update(is_active=False),
    "suspended": lambda person, at: User.objects.filter(pk=_owner(person)).update(suspended_until=at),
    "limited": lambda person, at: (
        User.objects.filter(pk=_owner(person)).update(limited_until=at),
        Participant.objects.filter(pk=person.pk).update(last_posted_at=clock.now()),
    ),
    "leaving": lambda person, at: User.objects.filter(pk=_owner(person)).update(erase_after=at),
    "said to have died": lambda person, at: User.objects.filter(pk=_owner(person)).update(said_died_at=at),
    "without agreement": lambda person, at: Consent.objects.filter(user=_owner(person)).update(withdrawn_at=at),
    "an older agreement": lambda person, at: Consent.objects.filter(user=_owner(person)).update(version=0),
    "archived": lambda person, at: Group.objects.filter(rooms=person.room_id).update(state="archived"),
    "closed": lambda person, at: Group.objects.filter(rooms=person.room_id).update(closed_to_posts_at=at),
    "alone": lambda person, at: Group.objects.filter(rooms=person.room_id).update(needs_facilitator_here=True),
    "slow": lambda person, at: (
        Group.objects.filter(rooms=person.room_id).update(slow_mode_seconds=60),
        Participant.objects.filter(pk=person.pk).update(last_posted_at=at),
    ),
}


def _owner(person: Participant) -> Any:
    return person.account_id if person.membership is None else person.membership.account_id


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    made = make_group(ben)
    join(made, ana, name="Quiet Heron")
    return made


@pytest.fixture(params=["a member", "who keeps the room", "an account"])
def person(request: Any, group: Any, ana: Any, ben: Any) -> Participant:
    if request.param == "an account":
        room = Room.objects.create(kind=Room.Kind.CARE)
        return Participant.objects.create(room=room, account=ana, label="Quiet Heron", avatar_seed="seed")
    return voice_of(ana if request.param == "a member" else ben, group)


@pytest.mark.parametrize("at", TIMES, ids=["past", "to come"])
@pytest.mark.parametrize("change", CHANGES)
def test_who_may_post_is_answered_as_the_models_answer(person: Participant, change: str, at: Any) -> None:
    CHANGES[change](person, at)
    row = (
        Participant.objects.select_related("room__group", "membership__account", "account")
        .with_agreement()
        .get(pk=person.pk)
    )
    speaker = lean.speakers([person.pk])[person.pk]
    owner: Any = row.account if row.membership is None else row.membership.account
    assert why_not(speaker.owner, speaker) == why_not(owner, row)
    assert (speaker.owner.pk, speaker.room.uid, speaker.uid) == (owner.pk, row.room.uid, row.uid)
    for name in ("label", "avatar_seed", "room_id", "membership_id", "account_id", "muted_until", "ended_at"):
        assert getattr(speaker, name) == getattr(row, name)
    for mine, theirs in (
        (speaker.owner, owner),
        (speaker.membership, row.membership),
        (speaker.room.group, row.room.group),
    ):
        assert (mine is None) == (theirs is None)
        for field in fields(mine) if mine is not None else ():
            assert getattr(mine, field.name) == getattr(theirs, field.name), field.name


def test_the_changes_that_matter_are_refused(group: Any, ana: Any) -> None:
    """Without this the comparison could agree on nothing."""
    person = voice_of(ana, group)
    CHANGES["without agreement"](person, TIMES[0])
    speaker = lean.speakers([person.pk])[person.pk]
    assert why_not(speaker.owner, speaker) == "no_agreement"


def test_whoever_does_not_exist_is_not_in_the_answer(group: Any, ana: Any) -> None:
    assert lean.speakers([]) == {} and lean.speakers([0]) == {}


def _full(voice: Participant, first: Message, seq: int) -> Message:
    now = clock.now()
    places = {"room_id": voice.room_id, "author_id": voice.pk, "client_uid": uuid.uuid4(), "seq": seq}
    words = {"body": f"n {seq}", "content_note": "a note", "reply_to": first}
    times = dict.fromkeys(("posted_at", "edited_at", "hidden_at", "read_at"), now)
    reading = {"read_level": Level.CONCERN, "read_severity": 2, "read_version": "1"}
    return Message(**places, changed_seq=seq, **words, **times, **reading)


def test_every_column_of_a_message_is_stored(group: Any, ana: Any, ben: Any) -> None:
    first = say(ana, group, "one")
    voice = voice_of(ben, group)
    made = [_full(voice, first, seq) for seq in (first.seq + 1, first.seq + 2)]
    with transaction.atomic():
        lean.insert(made)
    for message in made:
        stored = Message.objects.get(pk=message.pk)
        for field in Message._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(message, field.attname), field.name


def test_places_of_several_rooms_are_taken_at_once(group: Any, ana: Any, ben: Any) -> None:
    say(ana, group, "one")
    here, there = room_of(group), room_of(make_group(make_account("elsewhere"), name="Elsewhere"))
    now = clock.now()
    with transaction.atomic():
        assert take_places_in({there.pk: 3, here.pk: 2}, said_at=now) == {here.pk: 2, there.pk: 1}
        assert take_places_in({}) == {}
    for room, seq in ((here, 3), (there, 3)):
        room.refresh_from_db()
        assert (room.seq, room.last_message_at) == (seq, now)
