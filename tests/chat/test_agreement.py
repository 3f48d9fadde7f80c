"""Who took their agreement back rests: nothing is stored of them, nothing shown, and help stays within reach."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import services as accounts
from accounts.access import can
from accounts.policies import CONSENT_VERSIONS
from chat import services
from chat.models import Message, Participant, Room
from chat.services import posting
from tests.factories.chat import post_of, say, voice_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def test_words_are_not_stored_without_agreement_but_read_for_help(group: Any, ana: Any, ben: Any) -> None:
    post = post_of(ana, group, CRISIS)
    accounts.withdraw_consent(actor=ana, kind="health")
    first, second = services.post_messages(posts=[post, post_of(ben, group, "I agree still.")])
    assert isinstance(first, services.Refused) and first.code == "no_agreement" and "agreement" in first.text
    assert first.outcome is not None and first.outcome.is_crisis
    assert isinstance(second, services.Posted)
    assert Message.objects.get().body == "I agree still."


def test_who_agrees_again_speaks_again(group: Any, ana: Any) -> None:
    post = post_of(ana, group, "I am back.")
    accounts.withdraw_consent(actor=ana, kind="health")
    accounts.give_consent(actor=ana, kind="health", version=CONSENT_VERSIONS["health"])
    (answer,) = services.post_messages(posts=[post])
    assert isinstance(answer, services.Posted)


def test_agreement_taken_back_while_the_words_are_read_counts(
    group: Any, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, post = posting.read_texts, post_of(ana, group, "on its way")

    def slow(asks: Any) -> Any:
        answers = real(asks)
        accounts.withdraw_consent(actor=ana, kind="health")
        return answers

    monkeypatch.setattr(posting, "read_texts", slow)
    (answer,) = services.post_messages(posts=[post])
    assert isinstance(answer, services.Refused) and answer.code == "no_agreement"
    assert not Message.objects.exists()


def test_old_words_are_not_changed_without_agreement_but_may_be_taken_back(group: Any, ana: Any) -> None:
    message = say(ana, group, "first words")
    accounts.withdraw_consent(actor=ana, kind="health")
    answer = services.edit_message(actor=ana, message=message, body="second words")
    assert isinstance(answer, services.Refused) and answer.code == "no_agreement"
    message.refresh_from_db()
    assert message.body == "first words"
    assert services.remove_message(actor=ana, message=message).body == ""


def test_posting_and_changing_are_asked_for_by_name(group: Any, ana: Any) -> None:
    voice = voice_of(ana, group)
    assert can(ana, "chat.post_message", voice) and can(ana, "chat.change_words", voice)
    accounts.withdraw_consent(actor=ana, kind="health")
    assert not can(ana, "chat.post_message", voice) and not can(ana, "chat.change_words", voice)


def test_a_batch_asks_for_the_agreement_of_all_at_once(group: Any, ana: Any, ben: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for posts in ([post_of(ana, group, "one")], [post_of(who, group, "more") for who in (ana, ben, ana, ben)]):
        with CaptureQueriesContext(connection) as asked:
            services.post_messages(posts=posts)
        counts.append(sum("accounts_consent" in query["sql"] for query in asked))
    assert counts[0] == counts[1] <= 1


def paused(ana: Any, group: Any) -> None:
    group.memberships.filter(account=ana).update(state="paused")


def agreement_taken_back(ana: Any, group: Any) -> None:
    accounts.withdraw_consent(actor=ana, kind="health")


def closed_account(ana: Any, group: Any) -> None:
    ana.is_active = False
    ana.save(update_fields=["is_active"])


@pytest.mark.parametrize("standing", [paused, agreement_taken_back, closed_account])
def test_who_may_not_enter_a_room_sees_nothing_of_it(group: Any, ana: Any, ben: Any, standing: Any) -> None:
    say(ben, group, "said in the room")
    voice, room = voice_of(ana, group), group.rooms.get()

    def sees() -> set[bool]:
        return {
            Participant.objects.of(ana).filter(pk=voice.pk).exists(),
            Participant.objects.visible_to(ana).exists(),
            Room.objects.visible_to(ana).filter(pk=room.pk).exists(),
            Message.objects.visible_to(ana).exists(),
            can(ana, "chat.enter_room", Participant.objects.get(pk=voice.pk)),
        }

    assert sees() == {True}
    standing(ana, group)
    assert sees() == {False}
    assert Message.objects.visible_to(ben).exists()


def test_a_room_between_accounts_is_seen_with_an_agreement_only(ana: Any) -> None:
    room = Room.objects.create(kind=Room.Kind.CARE)
    Participant.objects.create(room=room, account=ana, label="Ana")
    assert room in Room.objects.visible_to(ana)
    accounts.withdraw_consent(actor=ana, kind="health")
    assert room not in Room.objects.visible_to(ana)
