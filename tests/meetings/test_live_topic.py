"""The live room on the socket: a hint for who is in it, nothing for anybody else, and nothing of what was said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat import services as chat
from chat.models import Participant
from groups.models import Membership
from meetings import services
from meetings.topics import MeetingTopic
from realtime.topics import Access
from tests.factories.live import comes_in, leads_to, live_of, make_soon, name_of, now_of, presses
from tests.factories.meetings import says
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


def open_room(group: Any, ana: Any, ben: Any) -> Any:
    meeting = make_soon(ben, group)
    comes_in(ben, meeting)
    comes_in(ana, meeting)
    return meeting


async def follow(user: Any, meeting: Any, after: int = 0) -> tuple[Tab, dict[str, Any]]:
    tab = await Tab.open(user)
    await tab.send(type="subscribe", topic=f"meeting:{meeting.uid}", after=after)
    return tab, await tab.until(lambda frame: frame["type"] in ("items", "error"))


async def test_each_step_is_told_to_who_is_in_the_room_and_says_only_that_it_moved(
    group: Any, ana: Any, ben: Any, people: Any
) -> None:
    meeting = await later(open_room)(group, ana, ben)
    await later(says)(people[0], meeting)
    tab, first = await follow(ana, meeting)
    live = await later(live_of)(meeting)
    assert (first["items"], first["through"], first["complete"]) == ([], live.version, True)
    for outsider in (people[0], people[1]):
        other, answer = await follow(outsider, meeting)
        assert answer["type"] == "error" and answer["code"] == "not_found"
        await other.close()
    await later(presses)(ben, meeting, "begin")
    event = await tab.type("event")
    assert event == {"type": "event", "topic": f"meeting:{meeting.uid}", "seq": live.version + 1, "by": ""}
    await later(leads_to)(ben, meeting, "check_in")
    await later(services.check_in)(actor=ben, meeting=meeting, way="word", word="heavy", shown_to="here")
    newest = (await later(live_of)(meeting)).version
    await tab.until(lambda frame: frame.get("seq") == newest)
    said = json.dumps(tab.seen)
    assert "heavy" not in said and await later(name_of)(ben, meeting) not in said
    await tab.close()


async def test_who_comes_back_after_a_lost_line_hears_how_far_it_is(group: Any, ana: Any, ben: Any) -> None:
    meeting = await later(open_room)(group, ana, ben)
    tab, first = await follow(ana, meeting)
    await tab.close()
    await later(presses)(ben, meeting, "begin")
    await later(presses)(ben, meeting, "next")
    tab, again = await follow(ana, meeting, after=first["through"])
    assert again["through"] == first["through"] + 2
    await tab.close()


async def test_who_is_asked_to_leave_hears_no_more(group: Any, ana: Any, ben: Any) -> None:
    meeting = await later(open_room)(group, ana, ben)
    tab, _first = await follow(ana, meeting)
    whom = await later(Membership.objects.select_related("group").get)(account=ana)
    await later(services.remove_from_meeting)(actor=ben, meeting=meeting, whom=whom, reason="unkind")
    gone = await tab.until(lambda frame: frame["type"] in ("error", "closed"), timeout=6)
    assert gone["type"] == "closed" or gone["code"] in ("not_found", "no_longer")
    await tab.close()


async def test_the_beat_of_the_sockets_passes_the_lead_on(group: Any, ana: Any, ben: Any, move_clock: Any) -> None:
    meeting = await later(open_room)(group, ana, ben)
    live = await later(live_of)(meeting)

    def beat() -> None:
        person = Participant.objects.live().get(room=live.room, membership__account=ana)
        chat.note_presence(participants=[person.pk])
        MeetingTopic().touch([Access(user_id=ana.pk, key=str(meeting.uid), data=(person.pk,))])

    move_clock(150)
    await later(beat)()
    state = await later(now_of)(meeting)
    assert state.lead == "" and not state.is_here(await later(name_of)(ben, meeting))
    assert state.is_here(await later(name_of)(ana, meeting))


async def test_hints_from_another_process_name_no_more_than_versions(group: Any, ana: Any, ben: Any) -> None:
    meeting = await later(open_room)(group, ana, ben)
    topic, key = MeetingTopic(), str(meeting.uid)
    assert await later(topic.changes)(key, 1) == [{"seq": 2, "by": ""}]
    assert await later(topic.changes)(key, 2) == []
    assert await later(topic.heads)([key]) == {key: 2}


async def test_another_spelling_of_a_meeting_is_not_found(group: Any, ana: Any, ben: Any) -> None:
    meeting = await later(open_room)(group, ana, ben)
    for key in (str(meeting.uid).upper(), meeting.uid.hex, f"{{{meeting.uid}}}"):
        assert await later(MeetingTopic().authorise)(ana, key) is None
    assert await later(MeetingTopic().authorise)(ana, str(meeting.uid)) is not None
