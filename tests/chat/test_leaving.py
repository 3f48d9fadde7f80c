"""What a room keeps of somebody who left: the name beside their words, and not when they were there."""

from __future__ import annotations

from typing import Any

import pytest

from chat import services
from chat.models import Participant
from groups import services as groups
from tests.factories.chat import say, voice_of
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_leaves_is_remembered_by_name_and_not_by_when_they_read(ana: Any, ben: Any) -> None:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    say(ana, group, "Good night.")
    voice = voice_of(ana, group)
    services.note_presence(participants=[voice.pk])
    services.mark_read(actor=ana, participant=voice, seq=1)
    before = Participant.objects.get(pk=voice.pk)
    assert before.seen_at and before.last_posted_at and before.last_read_seq
    groups.leave_group(actor=ana, group=group)
    left = Participant.objects.get(pk=voice.pk)
    assert left.ended_at is not None and left.label == "Quiet Heron"
    assert (left.seen_at, left.last_posted_at, left.last_read_seq) == (None, None, 0)
