"""On the first day of an account: no flood, no links, and never a cry for help that is held up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

import clock
from accounts.models import User
from accounts.policies import is_new_account
from chat import services
from chat.models import Message, Participant, Room
from chat.services import lean
from groups.models import Group, Membership
from moderation.models import Case
from tests.factories.chat import post_of, room_of, say, voice_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "all of you come to https://elsewhere.example/room now"
CONCERN = "I do not see the point of anything any more"


@pytest.fixture
def group(ben: Any, ana: Any, settings: Any) -> Group:
    settings.NEW_ACCOUNT_HOURS, settings.NEW_ACCOUNT_POSTS, settings.CHAT_POSTS_MOST = 24, 3, 1000
    cache.clear()
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def send(user: Any, group: Group, *words: str) -> list[str]:
    """What became of each: the code of a refusal, or nothing."""
    answers = services.post_messages(posts=[post_of(user, group, one) for one in words])
    return [getattr(answer, "code", "") for answer in answers]


def older(user: Any, hours: int = 25) -> None:
    User.objects.filter(pk=user.pk).update(date_joined=clock.now() - timedelta(hours=hours))


def test_links_and_numbers_wait_for_the_second_day_and_the_words_come_back(
    group: Group, ana: Any, client_of: Any
) -> None:
    assert send(ana, group, LINK, "ring me on 0151 2345 6789") == ["new_contact"] * 2
    page = client_of(ana).post(f"/rooms/{room_of(group).uid}/", {"body": LINK, "send": "yes"}).content.decode()
    assert LINK in page and "On the first day of an account" in page
    said = say(ana, group, "hello there")
    # What may not be said may not be put there afterwards.
    answer = services.edit_message(actor=ana, message=said, body=LINK)
    assert getattr(answer, "code", "") == "new_contact" and Message.objects.get().body == "hello there"
    older(ana)
    assert send(ana, group, LINK) == [""]


def test_a_cry_on_the_first_day_is_posted_whatever_else_is_in_it(group: Group, ana: Any, settings: Any) -> None:
    assert send(ana, group, "hi", "all", "of you", "and more") == ["", "", "", "new_fast"]
    # What waits, and is sent again by itself, takes nothing from a cry.
    settings.CHAT_POSTS_MOST = 6
    assert send(ana, group, *["hello"] * 20) == ["new_fast"] * 20
    assert send(ana, group, f"{CRISIS} ring me on 0151 2345 6789") == [""]
    assert Case.objects.filter(subject_account=ana, kind="crisis").count() == 1
    settings.CHAT_POSTS_MOST = 1000
    # What follows comes in small pieces, and none of them waits while somebody should be with them.
    assert send(ana, group, "i", "just", "cannot", "sleep") == ["", "", "", ""]
    Case.objects.update(state="closed", closed_at=clock.now(), close_reason="read")
    assert send(ana, group, "it rained") == ["new_fast"]
    assert send(ana, group, CONCERN, f"{CONCERN} www.notes.example") == ["", ""]


@pytest.mark.parametrize("engine", ["raises", "answers_nonsense"])
def test_words_that_nobody_could_read_are_taken_for_a_cry(group: Group, ana: Any, settings: Any, engine: str) -> None:
    settings.MODERATION_ENGINE = f"tests.moderation.engines.{engine}"
    assert send(ana, group, *[LINK] * 5) == [""] * 5


def test_words_in_a_language_that_is_not_understood_pass(group: Group, ana: Any) -> None:
    Group.objects.filter(pk=group.pk).update(language="pt-br")
    assert send(ana, group, *["bom dia a todos, hoje fiz uma sopa"] * 5) == [""] * 5


def test_who_counts_as_new_is_answered_as_the_policy_answers(group: Group, ana: Any, ben: Any, cy: Any) -> None:
    guest = Participant.objects.create(room=room_of(group), account=cy, label="Guest: Lena", avatar_seed="seed")
    mine = voice_of(ana, group)
    care = Participant.objects.create(
        room=Room.objects.create(kind=Room.Kind.CARE), account=ana, label="Quiet Heron", avatar_seed="seed"
    )
    keeper = voice_of(ben, group)
    found = {pk: place.is_new for pk, place in lean.places({mine.pk, keeper.pk, guest.pk, care.pk}).items()}
    assert found == {mine.pk: True, keeper.pk: False, guest.pk: False, care.pk: False}
    for change in ({"is_moderator": True}, {"is_staff": True}, {"is_superuser": True}):
        User.objects.filter(pk=ana.pk).update(**change)
        assert lean.places({mine.pk})[mine.pk].is_new is is_new_account(User.objects.get(pk=ana.pk)) is False
        User.objects.filter(pk=ana.pk).update(is_moderator=False, is_staff=False, is_superuser=False)
    for hours in (1, 23, 25):
        older(ana, hours)
        assert lean.places({mine.pk})[mine.pk].is_new is is_new_account(User.objects.get(pk=ana.pk)) is (hours < 24)
    Membership.objects.filter(pk=mine.membership_id).update(role="co_facilitator")
    assert not lean.places({mine.pk})[mine.pk].is_new
