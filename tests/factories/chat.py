"""Rooms and what is said in them. Posting is the real service."""

from __future__ import annotations

import uuid
from typing import Any

from chat import services
from chat.models import Message, Participant, Room


def room_of(group: Any) -> Room:
    return Room.objects.get(group=group, kind=Room.Kind.GROUP)


def voice_of(user: Any, group: Any) -> Participant:
    """The live participant that `user` is in the group's room."""
    return Participant.objects.of(user).select_related("room").get(room__group=group, room__kind=Room.Kind.GROUP)


def post_of(user: Any, group: Any, words: str, **fields: Any) -> services.Post:
    return services.Post(voice_of(user, group).pk, user.pk, words, **{"client_uid": uuid.uuid4(), **fields})


def say(user: Any, group: Any, words: str, **fields: Any) -> Message:
    """`user` says it in the group's room; a refusal fails the test."""
    (answer,) = services.post_messages(posts=[post_of(user, group, words, **fields)])
    assert isinstance(answer, services.Posted), answer
    return answer.message
