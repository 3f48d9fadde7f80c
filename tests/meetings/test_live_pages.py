"""The live room as pages: everything is a plain form, and who is not in it reads nothing of it."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts import services as accounts
from chat.models import Message
from groups import services as groups
from groups.models import Membership
from meetings import services
from meetings.live import Phase
from meetings.models import CheckIn, GroupVideo
from moderation.models import Case
from tests.factories.groups import join
from tests.factories.live import comes_in, leads_to, make_soon, name_of, now_of, presses
from tests.factories.meetings import make_meeting, says

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def meeting(group: Any, ben: Any, ana: Any) -> Any:
    made = make_soon(ben, group, late_minutes=10)
    comes_in(ben, made)
    comes_in(ana, made)
    return made


@pytest.fixture
def page(client_of: Any) -> Any:
    """What somebody reads in the live room."""

    def read(user: Any, meeting: Any) -> str:
        response = client_of(user).get(f"/meetings/{meeting.uid}/live/")
        assert response.status_code == 200
        text: str = response.content.decode()
        return text

    return read


@pytest.fixture
def press(client_of: Any) -> Any:
    """Post one of the page's own forms as somebody, and follow where it leads."""

    def send(user: Any, meeting: Any, where: str, **data: Any) -> Any:
        client = client_of(user)
        version = re.search(
            r'name="version" value="(\d+)"', client.get(f"/meetings/{meeting.uid}/live/").content.decode()
        )
        data = {"version": version[1] if version else ""} | data
        return client.post(f"/meetings/{meeting.uid}/live/{where}/", data, follow=True)

    return send


def test_a_member_sees_the_agenda_and_the_rules_before_they_come_in(
    group: Any, ana: Any, ben: Any, page: Any, client_of: Any, people: Any
) -> None:
    meeting = make_soon(ben, group, minutes=60)
    says(ana, meeting)
    text = page(ana, meeting)
    assert "The door opens a quarter of an hour before" in text and "Come in" not in text
    assert "Sharing round" in text and "Our ground rules" in text and "about 36 minutes" in text
    assert "You have no place in this meeting yet" in page(people[0], meeting)
    response = client_of(ana).post(f"/meetings/{meeting.uid}/live/in/", follow=True)
    assert response.status_code == 200 and "The circle" not in response.content.decode()


def test_who_comes_too_late_is_shown_the_next_meeting_and_where_to_find_somebody(
    group: Any, ana: Any, ben: Any, page: Any, people: Any, stand_at: Any
) -> None:
    later = make_meeting(ben, group, days=5)
    meeting = make_soon(ben, group, late_minutes=10)
    comes_in(ana, meeting)
    says(people[0], meeting)
    stand_at(meeting.starts_at, minutes=-11)
    text = page(people[0], meeting)
    assert "It is not about you." in text and later.get_absolute_url() in text and "I need help from the team" in text
    assert "Quiet Heron" not in text


def test_a_whole_meeting_needs_no_script(meeting: Any, ana: Any, ben: Any, page: Any, press: Any) -> None:
    assert "People are coming in." in page(ana, meeting)
    press(ben, meeting, "act", act="begin")
    assert "Next we read the ground rules." in page(ana, meeting)
    press(ben, meeting, "act", act="next")
    rules = page(ana, meeting)
    assert "Nobody records, nobody takes pictures of the screen." in rules and "the team is told" in rules
    answer = press(ana, meeting, "act", act="agree")
    assert "You said that you keep to them." in answer.content.decode()
    press(ben, meeting, "act", act="next")
    press(ana, meeting, "how", how="word:heavy", shown_to="here")
    assert re.search(r"Quiet Heron</b>: heavy", page(ben, meeting))
    press(ben, meeting, "act", act="next")
    assert "You are next, when you are ready." in page(ben, meeting)
    press(ben, meeting, "act", act="take")
    theirs = page(ana, meeting)
    assert "It is the turn of Slow River." in theirs and "Silence is fine. It may be long." in theirs
    # What whoever leads sees is told to the others, and how this group takes up what somebody says.
    assert "Whoever leads sees who has not had a turn yet" in theirs
    assert meeting.series.group.get_crosstalk_display() in theirs
    press(ben, meeting, "act", act="done")
    press(ana, meeting, "act", act="take")
    press(ana, meeting, "act", act="pass")
    assert "Not heard yet tonight" in page(ben, meeting) and "Not heard yet tonight" not in page(ana, meeting)
    press(ana, meeting, "act", act="hand")
    assert "hand up" in page(ben, meeting)
    press(ben, meeting, "act", act="next")
    press(ana, meeting, "how", how="passed", shown_to="nobody")
    press(ben, meeting, "act", act="close")
    text = page(ana, meeting)
    assert "This meeting is over." in text and "You can still read and write here until" in text
    assert CheckIn.objects.count() == 2


def test_two_who_press_next_at_once_are_told_and_it_moves_on_once(
    meeting: Any, ana: Any, ben: Any, press: Any, client_of: Any
) -> None:
    presses(ben, meeting, "begin")
    press(ben, meeting, "act", act="next", version="3")
    answer = press(ben, meeting, "act", act="next", version="3")
    assert "Nothing was done twice." in answer.content.decode()
    assert now_of(meeting).phase == Phase.GROUND_RULES
    # A member who found out the address of a button is told, not obeyed.
    assert "whoever leads the meeting" in press(ana, meeting, "act", act="next").content.decode()
    assert client_of(ana).post(f"/meetings/{meeting.uid}/live/act/", {"act": "arrive"}).status_code == 404


def test_words_in_the_room_are_read_and_a_cry_for_help_is_answered(
    meeting: Any, ana: Any, ben: Any, page: Any, press: Any, people: Any
) -> None:
    press(ana, meeting, "say", body="The rain sounds good tonight.")
    assert "The rain sounds good tonight." in page(ben, meeting)
    assert Message.objects.get().room.kind == "meeting"
    answer = press(ana, meeting, "say", body="half a thought", need="help")
    assert "half a thought" in answer.content.decode() and 'class="panel' in answer.content.decode()
    assert Case.objects.get().subject_account == ana
    # Somebody with a place who has not come in reads nothing of it.
    says(people[0], meeting)
    assert "The rain sounds good" not in page(people[0], meeting)
    too_long = press(ana, meeting, "say", body="so many words " * 400)
    assert too_long.status_code == 400 and "so many words so many" in too_long.content.decode()


def test_who_is_muted_keeps_their_words_and_is_told_why(
    meeting: Any, ana: Any, ben: Any, press: Any, page: Any
) -> None:
    press(ben, meeting, f"quiet/{name_of(ana, meeting)}", muted="yes")
    assert "muted you for this meeting" in page(ana, meeting)
    answer = press(ana, meeting, "say", body="my careful words")
    assert answer.status_code == 409 and "my careful words" in answer.content.decode()
    press(ben, meeting, f"quiet/{name_of(ana, meeting)}", muted="no")
    assert "muted you for this meeting" not in page(ana, meeting)


def test_who_is_asked_to_leave_reads_why_and_where_to_go(
    meeting: Any, ana: Any, ben: Any, page: Any, client_of: Any
) -> None:
    where = f"/meetings/{meeting.uid}/live/remove/{name_of(ana, meeting)}/"
    assert "Ask Quiet Heron to leave this meeting?" in client_of(ben).get(where).content.decode()
    assert client_of(ben).post(where, {}).status_code == 422
    assert client_of(ana).get(where).status_code == 404
    client_of(ben).post(where, {"reason": "unkind"})
    text = page(ana, meeting)
    assert "asked you to leave this meeting" in text and "Help now" in text and "The circle" not in text
    assert client_of(ana).post(f"/meetings/{meeting.uid}/live/act/", {"act": "hand"}).status_code == 404


def test_a_name_behind_a_block_is_somebody(meeting: Any, group: Any, ana: Any, ben: Any, cy: Any, page: Any) -> None:
    join(group, cy, name="Old Maple")
    comes_in(cy, meeting)
    groups.block(actor=cy, membership=Membership.objects.get(account=ana))
    leads_to(ben, meeting, Phase.ROUND)
    presses(ben, meeting, "pass")
    presses(ana, meeting, "take")
    assert "Quiet Heron" not in page(cy, meeting) and "Somebody has the turn." in page(cy, meeting)
    assert "Old Maple" not in page(ana, meeting) and "Old Maple" in page(ben, meeting)


def test_leaving_needs_no_reason_and_the_door_stays_open(
    meeting: Any, ana: Any, page: Any, press: Any, client_of: Any
) -> None:
    assert "You have left the meeting." in press(ana, meeting, "leave").content.decode()
    assert "Come in" in page(ana, meeting)
    client_of(ana).post(f"/meetings/{meeting.uid}/live/in/", {"listening": "on"})
    person = now_of(meeting).person(name_of(ana, meeting))
    assert person is not None and person.listening


def test_the_page_of_a_meeting_leads_into_its_live_room_when_the_door_is_open(
    meeting: Any, group: Any, ana: Any, ben: Any, client_of: Any
) -> None:
    assert f"/meetings/{meeting.uid}/live/" in client_of(ana).get(meeting.get_absolute_url()).content.decode()
    other = make_meeting(ben, group)
    says(ana, other)
    assert "See how it goes" in client_of(ana).get(other.get_absolute_url()).content.decode()


def test_who_took_their_agreement_back_is_outside(meeting: Any, ana: Any, page: Any) -> None:
    accounts.withdraw_consent(actor=ana, kind="health")
    text = page(ana, meeting)
    assert "The circle" not in text


def test_the_room_asks_few_questions_of_the_database(
    meeting: Any, ana: Any, ben: Any, client_of: Any, people: Any, django_assert_max_num_queries: Any
) -> None:
    for person in people:
        comes_in(person, meeting)
    leads_to(ben, meeting, Phase.ROUND)
    client = client_of(ana)
    client.get(f"/meetings/{meeting.uid}/live/")
    with django_assert_max_num_queries(32):
        assert "The circle" in client.get(f"/meetings/{meeting.uid}/live/").content.decode()


def test_video_is_a_link_that_only_people_in_a_meeting_see(
    meeting: Any, group: Any, ana: Any, ben: Any, page: Any, client_of: Any, people: Any
) -> None:
    where = f"/groups/{group.slug}/meetings/video/"
    assert client_of(ana).get(where).status_code == 404
    odd = (r"https://evil.example\@video.example/j/1", "https://video.example@evil.example/", r"https://a.example/\b")
    for bad in ("http://video.example/room", "javascript:alert(1)", "https://", "not a link", *odd):
        assert client_of(ben).post(where, {"link": bad}).status_code == 422, bad
        with pytest.raises(ValidationError):
            services.set_video_link(actor=ben, group=group, link=bad)
    assert not GroupVideo.objects.exists()
    client_of(ben).post(where, {"link": "https://video.example/@room"})
    assert GroupVideo.objects.get().host == "video.example"
    client_of(ben).post(where, {"link": "https://video.example/room"})
    text = page(ana, meeting)
    assert "Open video.example beside this page" in text and 'rel="noopener noreferrer"' in text
    says(people[0], meeting)
    assert "video.example" not in page(people[0], meeting)
    client_of(ben).post(where, {"link": ""})
    assert "video.example" not in page(ana, meeting)


def test_the_kit_is_read_by_whoever_may_have_to_lead(ana: Any, client_of: Any, client: Any) -> None:
    text = client_of(ana).get("/meetings/kit/").content.decode()
    links = set(re.findall(r'href="(/meetings/kit/[a-z-]+/)"', text))
    assert {link.split("/")[3] for link in links} == {
        "ground-rules", "opening", "closing", "goodbye", "dominates", "intoxicated", "abuse", "clash", "silence",
        "tears", "do-not-tell",
    }  # fmt: skip
    cards = {}
    for link in links:
        card = client_of(ana).get(link)
        cards[link.split("/")[3]] = card.content.decode()
        assert card.status_code == 200 and "<h1>" in cards[link.split("/")[3]]
    for words in ("We record nothing and take no pictures of the screen.", "The limit of “it stays here”"):
        assert words in cards["ground-rules"]
    assert "When a group ends" in cards["goodbye"] and "When somebody who led goes" in cards["goodbye"]
    assert client_of(ana).get("/meetings/kit/no-such-card/").status_code == 404
    assert client.get("/meetings/kit/").status_code == 302


def test_other_words_under_the_name_of_stored_ones_are_stored_too(client_of: Any, ana: Any, meeting: Any) -> None:
    uid = str(uuid.uuid4())
    for words in ("first words", "second, other words", "second, other words"):
        answer = client_of(ana).post(f"/meetings/{meeting.uid}/live/say/", {"body": words, "client_uid": uid})
        assert answer.status_code == 302
    assert [row.body for row in Message.objects.order_by("seq")] == ["first words", "second, other words"]
