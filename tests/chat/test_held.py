"""Held for review: a rule keeps words out of the room until a person has looked, and never a cry for help."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

import clock
from accounts import services as accounts
from accounts.models import User
from accounts.policies import CONSENT_VERSIONS
from chat import services
from chat.models import HeldMessage, Message, Participant, Room
from chat.replies import reply_to_post
from chat.services.holding import WAITING_MOST
from groups import services as groups
from groups.models import Group, Membership
from moderation import services as moderation
from moderation.models import Case, WordRule
from moderation.querysets import RULES
from tests.factories.accounts import make_account
from tests.factories.chat import post_of, room_of, say, voice_of
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.meetings.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "It is sold here again and again."
SAID = "I have magic beans kqzheld"
State = HeldMessage.State


@pytest.fixture
def group(ben: Any, ana: Any, mo: Any) -> Group:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    moderation.make_word_rule(actor=mo, kind="words", words="magic beans", why=WHY, effect="held")
    return group


def send(user: Any, group: Group, words: str = SAID, **more: Any) -> Any:
    (answer,) = services.post_messages(posts=[post_of(user, group, words, **more)])
    return answer


def held(user: Any, group: Group, words: str = SAID, **more: Any) -> HeldMessage:
    answer = send(user, group, words, **more)
    assert isinstance(answer, services.Held), answer
    return answer.row


def test_it_waits_apart_from_the_room_and_its_author_knows_at_once(
    group: Group, ana: Any, ben: Any, client_of: Any
) -> None:
    path = f"/rooms/{room_of(group).uid}/"
    sent = client_of(ana).post(path, {"body": SAID, "content_note": "a note", "send": "yes"})
    row = HeldMessage.objects.get()
    assert sent.status_code == 302 and sent.headers["Location"].endswith("#end")
    assert not Message.objects.exists() and row.read_level == "none" and row.read_version and row.read_at
    mine = client_of(ana).get(path).content.decode()
    assert SAID in mine and WHY in mine and f"/rooms/held/{row.uid}/" in mine and "looks at this first" in mine
    # The field is empty: the words are stored.
    assert f">{SAID}</textarea>" not in mine
    assert SAID not in client_of(ben).get(path).content.decode()
    assert client_of(ben).get(f"/rooms/held/{row.uid}/").status_code == 404
    reply = reply_to_post(post_of(ana, group, SAID), send(ana, group))
    assert reply.state == "held" and WHY in reply.extra["text"] and reply.extra["uid"] and not reply.code


def test_what_is_let_through_is_a_message_like_any_other(group: Group, ana: Any, ben: Any, mo: Any) -> None:
    first = say(ana, group, "hello there")
    row = held(ana, group, content_note="tea", reply_to=first.uid)
    say(ben, group, "and on it goes")
    Participant.objects.filter(pk=row.author_id).update(seen_at=None, last_posted_at=None)
    services.let_through(actor=mo, held=row, version=row.version)
    # They need not be there any more, and have waited long enough.
    assert (voice_of(ana, group).seen_at, voice_of(ana, group).last_posted_at) == (None, None)
    said = Message.objects.get(uid=row.uid)
    assert (said.body, said.content_note, said.reply_to, said.seq) == (SAID, "tea", first, 3)
    assert said.read_level == "none" and said.author == voice_of(ana, group) and said.posted_at > row.held_at
    row.refresh_from_db()
    assert (row.state, row.body, row.decided_by) == (State.THROUGH, "", mo)
    # A line that was lost sends it once more, and hears that it is in the room.
    again = send(ana, group, client_uid=row.client_uid)
    assert again.message == said and Message.objects.count() == 3
    # Twice by the same person is once.
    services.let_through(actor=mo, held=row, version=0)
    assert Message.objects.count() == 3


def test_pain_is_never_held_nor_what_nobody_could_read(group: Group, ana: Any, settings: Any) -> None:
    for words in (f"{CRISIS} magic beans", "I do not see the point of anything, magic beans"):
        assert isinstance(send(ana, group, words), services.Posted)
    assert Case.objects.filter(subject_account=ana, kind="crisis").exists()
    settings.MODERATION_ENGINE = "tests.moderation.engines.raises"
    assert isinstance(send(ana, group), services.Posted) and not HeldMessage.objects.exists()


def test_nothing_is_held_while_the_team_is_with_somebody_or_in_a_language_that_it_does_not_read(
    group: Group, ana: Any, ben: Any
) -> None:
    for words in ("Ich bringe mich heute um, magic beans", "Je veux mourir magic beans", "quero morrer, magic beans"):
        assert isinstance(send(ben, group, words), services.Posted), words
    held(ana, group)
    send(ana, group, CRISIS)
    for number in range(8):
        say(ben, group, f"We are here, {number}")
    # Alone these say nothing; what they answer is far above.
    assert isinstance(send(ana, group, "I have the magic beans here"), services.Posted)
    assert isinstance(services.edit_message(actor=ana, message=say(ana, group, "hello"), body=SAID), services.Posted)
    assert isinstance(send(ben, group, "magic beans are good for you"), services.Held)


def test_what_is_let_through_answers_nothing_that_was_asked_since(group: Group, ana: Any, ben: Any, mo: Any) -> None:
    row = held(ana, group, "yes, magic beans")
    say(ben, group, "Cy, are you thinking of killing yourself?")
    services.let_through(actor=mo, held=row, version=0)
    assert Message.objects.latest("pk").read_level == "none" and not Case.objects.filter(subject_account=ana).exists()


def test_who_goes_back_and_sends_other_words_by_the_same_form_has_said_both(
    group: Group, ana: Any, mo: Any, client_of: Any
) -> None:
    row = held(ana, group)
    send(ana, group, "something else", client_uid=row.client_uid)
    # They may worry about somebody before it is in any room.
    page = client_of(mo).get(f"/desk/held/{row.uid}/").content.decode()
    assert f"/report/held/{row.uid}/?reason=worry" in page
    told = client_of(mo).post(f"/report/held/{row.uid}/", {"reason": "worry", "words": "", "client_uid": uuid.uuid4()})
    assert told.status_code == 302 and Case.objects.filter(kind="worry", subject_account=ana).exists()
    services.let_through(actor=mo, held=row, version=0)
    assert set(Message.objects.values_list("body", flat=True)) == {SAID, "something else"}


def test_what_was_said_without_the_rule_meanwhile_waits_for_nobody(group: Group, ana: Any, mo: Any) -> None:
    row = held(ana, group)
    moderation.end_word_rule(actor=mo, rule=WordRule.objects.get())
    send(ana, group, client_uid=row.client_uid)
    with pytest.raises(services.StaleHeld):
        services.do_not_let_through(actor=mo, held=row, version=0, reason="Not here.")
    row.refresh_from_db()
    assert row.state == State.THROUGH and not HeldMessage.objects.waiting().exists() and Message.objects.count() == 1


def test_words_that_are_read_otherwise_by_now_call_somebody(group: Group, ana: Any, mo: Any) -> None:
    row = held(ana, group)
    HeldMessage.objects.filter(pk=row.pk).update(body=CRISIS)
    services.let_through(actor=mo, held=HeldMessage.objects.get(), version=0)
    assert Message.objects.get().read_level == "crisis" and Case.objects.filter(subject_account=ana).exists()


def test_what_is_left_out_is_not_held_as_well(group: Group, ana: Any, mo: Any) -> None:
    moderation.make_word_rule(actor=mo, kind="words", words="green tea", why="No tea.")
    assert WordRule.objects.get(words="green tea").effect == WordRule.Effect.LEFT_OUT
    assert send(ana, group, "I like magic beans and green tea").code == "word_rule"
    # A change cannot wait: it is refused, and the words stay as they were.
    answer = services.edit_message(actor=ana, message=say(ana, group, "hello"), body=SAID)
    assert getattr(answer, "code", "") == "word_rule" and WHY in answer.text  # type: ignore[union-attr]


def test_a_room_that_the_team_does_not_read_holds_nothing(group: Group, ana: Any, ben: Any) -> None:
    room = Room.objects.create(kind=Room.Kind.BUDDY)
    with transaction.atomic():
        voice = services.begin_participant(room=room, membership=Membership.objects.get(group=group, account=ana))
    (answer,) = services.post_messages(posts=[services.Post(voice.pk, ana.pk, SAID)])
    assert getattr(answer, "code", "") == "word_rule" and not HeldMessage.objects.exists()


def test_who_looks_is_of_the_team_or_keeps_the_group_and_is_not_the_author(
    group: Group, ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, client_of: Any
) -> None:
    row, desk = held(ana, group), "/desk/?rules=1"
    elsewhere = make_account("elsewhere")
    make_group(elsewhere, name="Elsewhere")
    for who in (ana, cy, ada, elsewhere):
        with pytest.raises(PermissionDenied):
            services.let_through(actor=who, held=row, version=0)
        with pytest.raises(PermissionDenied):
            services.do_not_let_through(actor=who, held=row, version=0, reason="no")
        assert client_of(who).get(f"/desk/held/{row.uid}/").status_code == 404
    for who in (mo, ben):
        page = client_of(who).get(desk).content.decode()
        assert "Quiet Heron" in page and f"/desk/held/{row.uid}/" in page
        # The list shows no words, and none of it stands beside somebody who is unwell.
        assert SAID not in page and str(row.uid) not in client_of(who).get("/desk/").content.decode()
        assert SAID in client_of(who).get(f"/desk/held/{row.uid}/").content.decode()
    own = held(ben, group, "magic beans of mine")
    assert list(HeldMessage.objects.for_desk(ben)) == [row] and own in HeldMessage.objects.for_desk(mo)
    with pytest.raises(PermissionDenied):
        services.let_through(actor=ben, held=own, version=0)
    groups.block(actor=ana, membership=Membership.objects.get(group=group, account=ben))
    assert not HeldMessage.objects.for_desk(ben).exists() and row in HeldMessage.objects.for_desk(mo)


def test_two_who_decide_at_once_decide_once(group: Group, ana: Any, ben: Any, mo: Any) -> None:
    row = held(ana, group)
    answers = at_once(
        [
            lambda: services.let_through(actor=mo, held=row, version=0),
            lambda: services.do_not_let_through(actor=ben, held=row, version=0, reason="Please not here."),
        ]
    )
    row.refresh_from_db()
    stale = [answer for answer in answers if isinstance(answer, services.StaleHeld)]
    assert len(stale) == 1 and [answer for answer in answers if answer is None] == [None]
    assert Message.objects.exists() == (row.state == State.THROUGH)


def test_not_let_through_says_why_and_the_words_come_home(
    group: Group, ana: Any, mo: Any, client_of: Any, ben: Any
) -> None:
    row = held(ana, group)
    at, team = f"/desk/held/{row.uid}/", client_of(mo)
    assert team.post(at, {"act": "not", "version": 0, "reason": " "}).status_code == 422
    assert team.post(at, {"act": "not", "version": 0, "reason": "It sells <i>something</i>."}).status_code == 302
    assert team.post(at, {"act": "through", "version": 0}).status_code == 409 and not Message.objects.exists()
    assert SAID not in team.get(at).content.decode()
    member = client_of(ana)
    assert f"/rooms/held/{row.uid}/" in member.get("/home/").content.decode()
    room = member.get(f"/rooms/{room_of(group).uid}/").content.decode()
    assert "This was not let through" in room and SAID in room
    page = member.get(f"/rooms/held/{row.uid}/").content.decode()
    assert "It sells &lt;i&gt;something&lt;/i&gt;." in page and SAID in page and 'value="again"' in page
    assert f"/rooms/held/{row.uid}/" not in member.get("/home/").content.decode()
    back = member.post(f"/rooms/held/{row.uid}/").content.decode()
    assert f">{SAID}</textarea>" in back and f'id="h-{row.uid}"' not in back
    row.refresh_from_db()
    assert (row.state, row.body) == (State.TAKEN_BACK, "")
    assert member.post(f"/rooms/held/{row.uid}/").status_code == 302


def test_its_author_asks_once_for_another_look_by_somebody_else(
    group: Group, ana: Any, mo: Any, ben: Any, client_of: Any
) -> None:
    row = held(ana, group)
    mine, at = f"/rooms/held/{row.uid}/", f"/desk/held/{row.uid}/"
    with pytest.raises(services.StaleHeld):
        services.ask_held_again(actor=ana, held=row)
    services.do_not_let_through(actor=ben, held=row, version=0, reason="Not here.\nPlease.")
    assert client_of(ana).post(mine, {"act": "again"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.version, row.decided_by) == (State.WAITING, 2, ben) and not Case.objects.exists()
    assert "Somebody else of the team looks at this" in client_of(ana).get(mine).content.decode()
    # Not by who decided, though they keep the group; and nobody is told what was said before.
    assert client_of(ben).get(at).status_code == 404 and not HeldMessage.objects.for_desk(ben).exists()
    assert "Asked to be looked at again" in client_of(mo).get("/desk/?rules=1").content.decode()
    page = client_of(mo).get(at).content.decode()
    assert "its author asked for another look" in page and "Not here." not in page
    services.do_not_let_through(actor=mo, held=row, version=2, reason="It stays out.")
    assert f"/rooms/held/{row.uid}/" in client_of(ana).get("/home/").content.decode()
    last = client_of(ana).get(mine).content.decode()
    assert "It stays out." in last and "Two people have looked" in last and 'value="again"' not in last
    with pytest.raises(services.StaleHeld):
        services.ask_held_again(actor=ana, held=row)


def test_a_reason_is_sealed_and_one_that_does_not_fit_comes_back_whole(
    group: Group, ana: Any, mo: Any, client_of: Any
) -> None:
    row, long = held(ana, group), "kqz " * 126
    at = f"/desk/held/{row.uid}/"
    answer = client_of(mo).post(at, {"act": "not", "version": 0, "reason": long})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Up to 500 letters fit here" in page and long.strip() in page
    with pytest.raises(ValidationError):
        services.do_not_let_through(actor=mo, held=row, version=0, reason=long)
    services.do_not_let_through(actor=mo, held=row, version=0, reason="Not here.\nPlease kqzwhy.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM chat_heldmessage")
        assert "kqzwhy" not in cursor.fetchone()[0]
    assert "Not here.<br>Please kqzwhy." in client_of(ana).get(f"/rooms/held/{row.uid}/").content.decode()
    assert "kqzwhy" in json.dumps(accounts.export_of(actor=ana), default=str)


def test_words_of_whoever_cannot_enter_the_room_are_shown_once_more(
    group: Group, ana: Any, mo: Any, client_of: Any
) -> None:
    row = held(ana, group, content_note="a note kqz")
    services.do_not_let_through(actor=mo, held=row, version=0, reason="Not here.")
    groups.leave_group(actor=ana, group=group)
    page = client_of(ana).get(f"/rooms/held/{row.uid}/").content.decode()
    assert "You cannot enter this room now" in page and "button--main" not in page.partition("<main")[2]
    # Of who has left nobody looks at anything: that is not offered.
    assert 'value="again"' not in page
    assert client_of(ana).post(f"/rooms/held/{row.uid}/", {"act": "again"}).status_code == 404
    given = client_of(ana).post(f"/rooms/held/{row.uid}/")
    words = given.content.decode()
    assert given.status_code == 200 and f">{SAID}</textarea>" in words and "a note kqz" in words
    row.refresh_from_db()
    assert (row.state, row.body, row.content_note) == (State.TAKEN_BACK, "", "")


def test_what_is_sent_once_more_hears_what_became_of_it(group: Group, ana: Any, mo: Any) -> None:
    row = held(ana, group)
    services.do_not_let_through(actor=mo, held=row, version=0, reason="Not here.")
    assert "not let through" in send(ana, group, client_uid=row.client_uid).text
    row.refresh_from_db()
    services.take_back_held(actor=ana, held=row)
    assert "taken this back" in send(ana, group, client_uid=row.client_uid).text


def test_whoever_may_not_write_there_by_now_does_not_come_through(
    group: Group, ana: Any, ben: Any, mo: Any, client_of: Any
) -> None:
    row = held(ana, group)
    mine = Participant.objects.filter(pk=voice_of(ana, group).pk)
    soon = clock.now() + timedelta(hours=1)

    def refused() -> bool:
        answer = client_of(mo).post(f"/desk/held/{row.uid}/", {"act": "through", "version": 0})
        row.refresh_from_db()
        said = answer.status_code == 409 and "cannot write there now" in answer.content.decode()
        return said and row.state == State.WAITING and row.body == SAID and not Message.objects.exists()

    mine.update(muted_until=soon)
    assert refused()
    mine.update(muted_until=None)
    User.objects.filter(pk=ana.pk).update(suspended_until=soon)
    assert refused()
    User.objects.filter(pk=ana.pk).update(suspended_until=None)
    Group.objects.filter(pk=group.pk).update(closed_to_posts_at=clock.now())
    assert refused()
    Group.objects.filter(pk=group.pk).update(closed_to_posts_at=None)
    # Who rests, or is leaving, is shown to nobody.
    accounts.withdraw_consent(actor=ana, kind="health")
    assert not HeldMessage.objects.for_desk(mo).exists()
    accounts.give_consent(actor=ana, kind="health", version=CONSENT_VERSIONS["health"])
    User.objects.filter(pk=ana.pk).update(erase_after=soon)
    assert not HeldMessage.objects.for_desk(mo).exists()
    User.objects.filter(pk=ana.pk).update(erase_after=None)
    assert HeldMessage.objects.for_desk(mo).exists()
    # Removed: nobody looks at it any more, and it goes back to who wrote it.
    groups.leave_group(actor=ana, group=group)
    assert client_of(mo).get(f"/desk/held/{row.uid}/").status_code == 404
    assert services.give_back_held() == 1 and services.give_back_held() == 0
    page = client_of(ana).get(f"/rooms/held/{row.uid}/")
    assert page.status_code == 200 and SAID in page.content.decode() and not Message.objects.exists()


def test_what_waits_for_long_is_said_and_goes_back_after_a_week(
    group: Group, ana: Any, mo: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    row, late = held(ana, group), "Words that are held wait"
    desk = client_of(mo)
    assert late not in desk.get("/desk/").content.decode()
    HeldMessage.objects.update(held_at=clock.now() - timedelta(hours=49))
    assert late in desk.get("/desk/").content.decode()
    with django_assert_max_num_queries(8):
        shown = desk.get(f"/desk/?{RULES}=1").content.decode()
    assert "2\xa0days" in shown and "Quiet Heron" in shown
    assert services.give_back_held() == 0
    HeldMessage.objects.update(held_at=clock.now() - timedelta(days=7, minutes=1))
    assert services.give_back_held() == 1
    row.refresh_from_db()
    assert (row.state, row.body) == (State.RETURNED, SAID)
    assert "Nobody of the team looked at it in time" in client_of(ana).get(f"/rooms/held/{row.uid}/").content.decode()
    with pytest.raises(services.StaleHeld):
        services.let_through(actor=mo, held=row, version=0)
    assert services.forget_held(clock.now() + timedelta(days=29)) == 0
    assert services.forget_held(clock.now() + timedelta(days=31)) == 1


def test_nobody_buries_the_desk_and_a_lost_line_holds_once(group: Group, ana: Any, settings: Any) -> None:
    settings.CHAT_POSTS_MOST = 1000
    row = held(ana, group)
    assert held(ana, group, client_uid=row.client_uid) == row and HeldMessage.objects.count() == 1
    for number in range(WAITING_MOST - 1):
        held(ana, group, f"magic beans {number}")
    assert send(ana, group, "magic beans again").code == "many_held"
    services.take_back_held(actor=ana, held=row)
    held(ana, group, "magic beans again")


def test_it_is_in_the_export_and_goes_with_the_words_of_its_author(group: Group, ana: Any, ben: Any, mo: Any) -> None:
    held(ana, group), held(ben, group, "magic beans of Ben")
    given = json.dumps(accounts.export_of(actor=ana), default=str)
    assert SAID in given and "of Ben" not in given
    services.take_words_back(actor=ana, group=group)
    assert list(HeldMessage.objects.values_list("body", flat=True)) == ["magic beans of Ben"]
