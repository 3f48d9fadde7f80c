"""What becomes of a post: stored once, in order, read by the safety net, refused kindly."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

import clock
from chat import services
from chat.models import Message, Participant
from groups import services as groups
from moderation.models import Case, Finding, Level
from tests.factories.chat import post_of, room_of, say, voice_of
from tests.factories.groups import join, make_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


def test_messages_of_a_room_are_numbered_without_gaps(group: Any, ana: Any, ben: Any) -> None:
    seqs = [say(user, group, f"words {n}").seq for n, user in enumerate([ana, ben, ana, ben])]
    assert seqs == [1, 2, 3, 4]
    assert room_of(group).seq == 4


def test_the_same_client_uid_is_stored_once_however_often_it_comes(group: Any, ana: Any) -> None:
    post = post_of(ana, group, "once")
    first, second = services.post_messages(posts=[post, post])
    (third,) = services.post_messages(posts=[post])
    assert {first.message.uid, second.message.uid, third.message.uid} == {first.message.uid}
    assert Message.objects.count() == 1 and room_of(group).seq == 1


def test_fifty_threads_with_one_client_uid_store_one_row(group: Any, ana: Any) -> None:
    post, answers = post_of(ana, group, "once"), []

    def send() -> None:
        try:
            answers.extend(services.post_messages(posts=[post]))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = {answer.message.seq for answer in answers if isinstance(answer, services.Posted)}
    assert stored == {1} and Message.objects.count() == 1


def test_many_writers_leave_no_gap_and_no_doubles(group: Any, ana: Any, ben: Any, settings: Any) -> None:
    settings.CHAT_POSTS_MOST = 1000
    posts = {user: [post_of(user, group, f"{n}") for n in range(20)] for user in (ana, ben)}

    def send(user: Any) -> None:
        try:
            for post in posts[user]:
                services.post_messages(posts=[post])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(user,)) for user in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))


def test_a_crisis_message_stays_and_opens_a_case_in_the_same_transaction(group: Any, ana: Any) -> None:
    (answer,) = services.post_messages(posts=[post_of(ana, group, "I want to kill myself tonight")])
    assert isinstance(answer, services.Posted)
    assert answer.message.read_level == Level.CRISIS and answer.message.body
    case = Case.objects.get()
    assert answer.case == case and case.subject_account == ana and case.label == "Quiet Heron"
    assert Finding.objects.get().subject_uid == answer.message.uid


def test_when_the_case_cannot_be_stored_the_message_is_not_accepted(
    group: Any, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("no")

    monkeypatch.setattr(Case, "save", fails)
    (answer,) = services.post_messages(posts=[post_of(ana, group, "I want to kill myself tonight")])
    assert isinstance(answer, services.Refused) and answer.code == "try_again"
    assert answer.outcome is not None and answer.outcome.is_crisis
    assert not Message.objects.exists() and not Finding.objects.exists()


def test_ordinary_words_leave_no_finding(group: Any, ana: Any) -> None:
    message = say(ana, group, "I made soup, and it was fine.")
    assert message.read_level == Level.NONE
    assert not Finding.objects.exists() and not Case.objects.exists()


def test_a_poison_message_refuses_only_itself(group: Any, ana: Any, ben: Any) -> None:
    """Half a character: no database stores it, and neither driver calls that a database error."""
    posts = [post_of(ana, group, "before"), post_of(ben, group, "x\ud800y"), post_of(ana, group, "after")]
    answers = services.post_messages(posts=posts)
    assert [getattr(answer, "code", "") for answer in answers] == ["", "try_again", ""]
    assert list(Message.objects.order_by("seq").values_list("seq", "body")) == [(1, "before"), (2, "after")]


def test_when_one_post_breaks_the_batch_the_others_are_stored(
    group: Any, ana: Any, ben: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chat.services import posting

    real = posting._message

    def breaks(draft: Any, *args: Any) -> Any:
        if draft.post.body == "poison":
            raise IntegrityError("this row cannot be stored")
        return real(draft, *args)

    monkeypatch.setattr(posting, "_message", breaks)
    posts = [post_of(ana, group, "before"), post_of(ben, group, "poison"), post_of(ana, group, "after")]
    answers = services.post_messages(posts=posts)
    assert [type(answer).__name__ for answer in answers] == ["Posted", "Refused", "Posted"]
    assert list(Message.objects.order_by("seq").values_list("seq", "body")) == [(1, "before"), (2, "after")]


def test_post_message_by_outsider_is_refused(group: Any, ana: Any, cy: Any) -> None:
    stolen = services.Post(voice_of(ana, group).pk, cy.pk, "I am not Ana")
    (answer,) = services.post_messages(posts=[stolen])
    assert isinstance(answer, services.Refused) and answer.code == "not_found"
    assert not Message.objects.exists()


def test_nobody_posts_after_leaving(group: Any, ana: Any) -> None:
    post = post_of(ana, group, "too late")
    groups.leave_group(actor=ana, group=group)
    (answer,) = services.post_messages(posts=[post])
    assert isinstance(answer, services.Refused) and answer.code == "not_found"


@pytest.mark.parametrize(
    ("arrange", "code"),
    [
        (
            lambda g, p: Participant.objects.filter(pk=p.pk).update(muted_until=clock.now() + timedelta(hours=1)),
            "muted",
        ),
        (lambda g, p: type(g).objects.filter(pk=g.pk).update(closed_to_posts_at=clock.now()), "room_closed"),
        (lambda g, p: type(g).objects.filter(pk=g.pk).update(needs_facilitator_here=True), "no_facilitator"),
    ],
)
def test_refused_text_is_read_all_the_same(group: Any, ana: Any, arrange: Any, code: str) -> None:
    arrange(group, voice_of(ana, group))
    (answer,) = services.post_messages(posts=[post_of(ana, group, "I want to kill myself tonight")])
    assert isinstance(answer, services.Refused) and answer.code == code
    assert answer.outcome is not None and answer.outcome.is_crisis
    assert not Message.objects.exists()


def test_a_room_that_needs_a_facilitator_is_open_while_one_is_here(group: Any, ana: Any, ben: Any) -> None:
    type(group).objects.filter(pk=group.pk).update(needs_facilitator_here=True)
    keeper = voice_of(ben, group)
    services.note_presence(participants=[keeper.pk], at=clock.now() - timedelta(seconds=100))
    say(ana, group, "within two minutes")
    services.note_presence(participants=[keeper.pk], at=clock.now() - timedelta(seconds=121))
    (answer,) = services.post_messages(posts=[post_of(ana, group, "two minutes later")])
    assert isinstance(answer, services.Refused) and answer.code == "no_facilitator"


def test_slow_mode_makes_members_wait_but_not_facilitators(group: Any, ana: Any, ben: Any) -> None:
    type(group).objects.filter(pk=group.pk).update(slow_mode_seconds=60)
    say(ana, group, "one")
    (answer,) = services.post_messages(posts=[post_of(ana, group, "two")])
    assert isinstance(answer, services.Refused) and answer.code == "slow"
    say(ben, group, "one")
    say(ben, group, "two")


def test_too_many_posts_at_once_are_refused_with_their_words_kept_readable(group: Any, ana: Any, settings: Any) -> None:
    settings.CHAT_POSTS_MOST = 2
    answers = services.post_messages(posts=[post_of(ana, group, f"{n}") for n in range(3)])
    assert [getattr(answer, "code", "") for answer in answers] == ["", "", "too_fast"]


def test_an_answer_to_a_message_of_another_room_is_no_answer(group: Any, ana: Any, ben: Any) -> None:
    other = make_group(ben)
    secret = say(ben, other, "said elsewhere")
    assert say(ana, group, "hello", reply_to=secret.uid).reply_to is None


def test_one_can_change_and_take_back_only_ones_own_words(group: Any, ana: Any, ben: Any) -> None:
    message = say(ana, group, "first words")
    with pytest.raises(PermissionDenied):
        services.edit_message(actor=ben, message=message, body="not mine")
    with pytest.raises(PermissionDenied):
        services.remove_message(actor=ben, message=message)
    changed = services.edit_message(actor=ana, message=message, body="second words").message
    assert (changed.seq, changed.changed_seq, changed.body) == (1, 2, "second words")
    removed = services.remove_message(actor=ana, message=message)
    assert (removed.changed_seq, removed.body) == (3, "")
    with pytest.raises(PermissionDenied):
        services.edit_message(actor=ana, message=message, body="back again")


def test_a_change_is_read_again(group: Any, ana: Any) -> None:
    message = say(ana, group, "I am fine")
    answer = services.edit_message(actor=ana, message=message, body="I want to kill myself tonight")
    assert answer.message.read_level == Level.CRISIS and answer.case == Case.objects.get()


def test_encouragements_are_given_once_and_never_to_oneself(group: Any, ana: Any, ben: Any) -> None:
    message = say(ana, group, "hello")
    bens = voice_of(ben, group)
    for _ in range(2):
        assert services.encourage(actor=ben, message=message, participant=bens, words="hear") == ["hear"]
    with pytest.raises(PermissionDenied):
        services.encourage(actor=ana, message=message, participant=voice_of(ana, group), words="hear")
    assert services.encourage(actor=ben, message=message, participant=bens, words="hear", give=False) == []


def test_read_marks_only_move_forward_and_never_past_the_end(group: Any, ana: Any) -> None:
    voice = voice_of(ana, group)
    say(ana, group, "one")
    services.mark_read(actor=ana, participant=voice, seq=2**50)
    services.mark_read(actor=ana, participant=voice, seq=0)
    voice.refresh_from_db()
    assert voice.last_read_seq == 1


def test_an_unknown_participant_is_nobody(ana: Any) -> None:
    (answer,) = services.post_messages(posts=[services.Post(10**9, ana.pk, "?", client_uid=uuid.uuid4())])
    assert isinstance(answer, services.Refused) and answer.code == "not_found"


def test_who_may_not_speak_does_not_go_on_by_changing_old_words(group: Any, ana: Any) -> None:
    """Muted, suspended, in a room that is closed: as for a post. The words can still be taken back."""
    voice = voice_of(ana, group)
    message = say(ana, group, "hello")

    def changed() -> Any:
        return services.edit_message(
            actor=type(ana).objects.get(pk=ana.pk), message=message, body="I still talk to you"
        )

    later, now = clock.now() + timedelta(hours=1), clock.now()
    Participant.objects.filter(pk=voice.pk).update(muted_until=later)
    assert changed().code == "muted"
    Participant.objects.filter(pk=voice.pk).update(muted_until=None)
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=later)
    assert changed().code == "suspended"
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=None)
    type(group).objects.filter(pk=group.pk).update(closed_to_posts_at=now)
    assert changed().code == "room_closed"
    message.refresh_from_db()
    assert message.body == "hello" and message.edited_at is None
    assert services.remove_message(actor=ana, message=message).body == ""


def test_a_limited_account_waits_between_two_messages_and_may_mend_what_it_said(group: Any, ana: Any) -> None:
    message = say(ana, group, "hello")
    type(ana).objects.filter(pk=ana.pk).update(limited_until=clock.now() + timedelta(hours=1))
    ana.refresh_from_db()
    (answer,) = services.post_messages(posts=[post_of(ana, group, "and again")])
    assert isinstance(answer, services.Refused) and answer.code == "limited"
    assert isinstance(services.edit_message(actor=ana, message=message, body="hello there"), services.Posted)
    Participant.objects.filter(membership__account=ana).update(last_posted_at=clock.now() - timedelta(minutes=6))
    assert say(ana, group, "and again").pk


def test_changing_words_counts_like_posting(group: Any, ana: Any, settings: Any) -> None:
    # A window so long that it does not end while the test runs.
    settings.CHAT_POSTS_MOST, settings.CHAT_POSTS_SECONDS = 3, 10**7
    message = say(ana, group, "hello")
    answers = [services.edit_message(actor=ana, message=message, body=f"{n}") for n in range(3)]
    assert [getattr(answer, "code", "") for answer in answers] == ["", "", "too_fast"]


def test_the_page_says_why_words_cannot_be_changed_and_keeps_what_was_typed(
    group: Any, ana: Any, client_of: Any
) -> None:
    message = say(ana, group, "hello")
    Participant.objects.filter(pk=voice_of(ana, group).pk).update(muted_until=clock.now() + timedelta(hours=1))
    page = client_of(ana).post(f"/rooms/{message.room.uid}/{message.uid}/edit/", {"body": "I still talk to you"})
    assert page.status_code == 409
    assert "You cannot post in this room at the moment" in page.content.decode()
    assert "I still talk to you" in page.content.decode() and Message.objects.get().body == "hello"


def test_a_change_that_was_refused_stays_a_change_when_it_is_sent_again(group: Any, ana: Any, client_of: Any) -> None:
    """The page that says no leads back to the message, never to a second one beside it."""
    message, voice = say(ana, group, "call me on 0171 5550123"), voice_of(ana, group)
    client, where = client_of(ana), f"/rooms/{room_of(group).uid}/{Message.objects.get().uid}/edit/"
    Participant.objects.filter(pk=voice.pk).update(muted_until=clock.now() + timedelta(hours=1))
    page = client.post(where, {"body": "call me some day"})
    assert page.status_code == 409
    html = page.content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    forms = main.split("<form")[1:]
    assert len(forms) == 1 and "action=" not in forms[0].partition(">")[0], "its words go where the page is"
    assert "call me some day" in forms[0] and f"#m-{message.uid}" in forms[0]
    Participant.objects.filter(pk=voice.pk).update(muted_until=None)
    assert client.post(where, {"body": "call me some day"}).status_code == 302
    assert [found.body for found in Message.objects.all()] == ["call me some day"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda group, voice: groups.leave_group(actor=voice.membership.account, group=group),
        lambda group, voice: Participant.objects.filter(pk=voice.pk).update(
            muted_until=clock.now() + timedelta(hours=1)
        ),
        lambda group, voice: type(group).objects.filter(pk=group.pk).update(closed_to_posts_at=clock.now()),
        lambda group, voice: (
            type(voice.membership.account)
            .objects.filter(pk=voice.membership.account_id)
            .update(suspended_until=clock.now() + timedelta(hours=1))
        ),
    ],
    ids=["left", "muted", "closed", "suspended"],
)
def test_a_right_lost_while_the_text_was_read_counts(
    group: Any, ana: Any, meanwhile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chat.services import posting

    post, voice = post_of(ana, group, "just in time"), voice_of(ana, group)
    real = posting.read_texts

    def slow(asks: Any) -> Any:
        answers = real(asks)
        meanwhile(group, voice)
        return answers

    monkeypatch.setattr(posting, "read_texts", slow)
    (answer,) = services.post_messages(posts=[post])
    assert isinstance(answer, services.Refused) and not Message.objects.exists()


def test_a_cry_for_help_in_words_that_are_too_long_still_brings_the_panel(group: Any, ana: Any, client_of: Any) -> None:
    words = "I want to kill myself tonight. " + "I do not know what to do. " * 200
    page = client_of(ana).post(f"/rooms/{room_of(group).uid}/", {"body": words, "send": "yes"})
    assert page.status_code == 400 and words.strip() in page.content.decode().replace("&#x27;", "'")
    assert "send-to-team" in page.content.decode()
    assert not Message.objects.exists()


def test_somebody_suspended_gives_no_encouragement(group: Any, ana: Any, ben: Any) -> None:
    message, voice = say(ben, group, "hello"), voice_of(ana, group)
    ana.suspended_until = clock.now() + timedelta(days=1)
    ana.save()
    with pytest.raises(PermissionDenied):
        services.encourage(actor=ana, message=message, participant=voice, words="hear")


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda group, voice, settings: Participant.objects.filter(pk=voice.pk).update(
            muted_until=clock.now() + timedelta(hours=1)
        ),
        lambda group, voice, settings: type(group).objects.filter(pk=group.pk).update(slow_mode_seconds=600),
        lambda group, voice, settings: setattr(settings, "CHAT_POSTS_MOST", 0),
    ],
    ids=["muted", "slow", "too fast"],
)
def test_what_is_stored_is_acknowledged_again_whatever_came_after(
    group: Any, ana: Any, meanwhile: Any, settings: Any
) -> None:
    post = post_of(ana, group, "the ack was lost")
    (first,) = services.post_messages(posts=[post])
    meanwhile(group, voice_of(ana, group), settings)
    (second,) = services.post_messages(posts=[post])
    assert isinstance(second, services.Posted) and second.message.uid == first.message.uid


def test_somebody_else_cannot_ask_for_the_ack_of_a_message(group: Any, ana: Any, cy: Any) -> None:
    post = post_of(ana, group, "mine")
    services.post_messages(posts=[post])
    (answer,) = services.post_messages(
        posts=[services.Post(post.participant_id, cy.pk, "mine", client_uid=post.client_uid)]
    )
    assert isinstance(answer, services.Refused)
