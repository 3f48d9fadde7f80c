"""Whose words somebody reads: blocks, names that come back, and people on their way out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

import clock
from chat import services
from chat.models import Message, Room
from groups import services as groups
from tests.factories.chat import say, voice_of
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def test_who_keeps_the_room_reads_everybody_but_those_they_blocked(group: Any, ana: Any, ben: Any) -> None:
    message = say(ana, group, "hello")
    keeper = voice_of(ben, group).membership
    groups.block(actor=ana, membership=keeper)
    assert message in Message.objects.visible_to(ben)
    bens = say(ben, group, "hello back")
    assert bens not in Message.objects.visible_to(ana)


def test_a_block_holds_after_leaving_and_coming_back_under_another_name(group: Any, ana: Any, eve: Any) -> None:
    first = join(group, eve, name="Sly Fox")
    groups.block(actor=ana, membership=first)
    groups.leave_group(actor=eve, group=group)
    join(group, eve, name="Kind Deer")
    assert say(eve, group, "it is me again") not in Message.objects.visible_to(ana)
    assert say(ana, group, "I do not know them") not in Message.objects.visible_to(eve)


def test_words_of_somebody_on_their_way_out_are_hidden_at_once(group: Any, ana: Any, ben: Any) -> None:
    from accounts import services as accounts

    message = say(ana, group, "hello")
    accounts.request_erasure(actor=ana)
    assert message not in Message.objects.visible_to(ben)
    accounts.take_back_erasure(actor=ana)
    assert message in Message.objects.visible_to(ben)


def test_a_mute_of_a_meeting_never_shortens_one_of_the_group(group: Any, ana: Any) -> None:
    voice, later = voice_of(ana, group), clock.now() + timedelta(days=3)
    other = Room.objects.create(kind=Room.Kind.MEETING, group=group)
    with transaction.atomic():
        services.mute_participant(voice, until=later)
        there = services.begin_participant(room=other, membership=voice.membership)
        for until in (clock.now() + timedelta(hours=1), None):
            services.mute_participant(there, until=until)
            there.refresh_from_db()
            assert there.muted_until == later
        services.mute_participant(there, until=later + timedelta(days=1))
        there.refresh_from_db()
        assert there.muted_until == later + timedelta(days=1)


def test_a_mute_of_the_group_holds_in_a_meeting_that_opens_later_and_goes_with_it(group: Any, ana: Any) -> None:
    voice, later = voice_of(ana, group), clock.now() + timedelta(days=3)
    with transaction.atomic():
        services.mute_in_group(account_id=ana.pk, group_uid=group.uid, until=later)
        there = services.begin_participant(room=services.meeting_room(group), membership=voice.membership)
        assert there.muted_until == later
        services.mute_in_group(account_id=ana.pk, group_uid=group.uid, until=None)
        there.refresh_from_db()
        assert there.muted_until is None


def test_a_mute_of_one_meeting_stays_in_it_and_outlasts_a_shorter_one_of_the_group(group: Any, ana: Any) -> None:
    voice, now = voice_of(ana, group), clock.now()
    first, second = now + timedelta(hours=1), now + timedelta(days=1)
    with transaction.atomic():
        there = services.begin_participant(room=services.meeting_room(group), membership=voice.membership)
        services.mute_participant(there, until=second)
        assert (
            services.begin_participant(room=services.meeting_room(group), membership=voice.membership).muted_until
            is None
        )
        services.mute_participant(voice, until=None)
        voice.refresh_from_db()
        assert voice.muted_until is None
        for until, holds in ((first, second), (None, second), (now + timedelta(days=2), now + timedelta(days=2))):
            services.mute_in_group(account_id=ana.pk, group_uid=group.uid, until=until)
            there.refresh_from_db()
            voice.refresh_from_db()
            assert there.muted_until == holds and voice.muted_until == until
