"""What an open page hears of a room: whether it is open, and on the home page that somebody spoke after a while."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

import clock
from chat.models import Participant, Room
from tests.factories.chat import say, voice_of
from tests.factories.groups import leave
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


async def at_home(user: Any) -> Tab:
    tab = await Tab.open(user)
    await tab.send(type="subscribe", topic=f"me:{user.uid}", after=0)
    assert (await tab.next())["type"] == "items"
    return tab


def quiet(room: Any) -> None:
    Room.objects.filter(pk=room.pk).update(last_message_at=clock.now() - timedelta(minutes=3))


async def test_the_home_pages_of_others_hear_that_somebody_spoke_and_not_where(
    ana: Any, ben: Any, cy: Any, dee: Any, group: Any, room: Any
) -> None:
    from tests.factories.groups import join

    left, paused = await later(join)(group, cy), await later(join)(group, dee, state="paused")
    await later(leave)(left)
    tabs = {who: await at_home(who) for who in (ana, ben, cy, dee)}
    await later(say)(ana, group, "the first in a while")
    event = await tabs[ben].type("event")
    assert {"type", "topic", "seq", "kind"} == set(event) and (event["seq"], event["kind"]) == (None, "room")
    said = json.dumps(tabs[ben].seen)
    assert not any(str(value) in said for value in (room.uid, group.uid, ana.uid, paused.uid, "Quiet Heron"))
    for who in (ana, cy, dee):
        assert await tabs[who].silent(0.2), who.sign_in_name


async def test_a_busy_room_tells_nobody_and_asks_nothing(ana: Any, ben: Any, group: Any, room: Any) -> None:
    await later(say)(ana, group, "one")
    tab = await at_home(ben)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            say(ana, group, "more")
        return len(queries)

    busy = await later(asked)()
    assert await tab.silent()
    await later(quiet)(room)
    assert await later(asked)() == busy + 1
    assert (await tab.type("event"))["kind"] == "room"


async def test_an_open_page_hears_whether_a_facilitator_is_here(ana: Any, ben: Any, group: Any, room: Any) -> None:
    tab = await Tab.open(ana)
    assert "closed" not in await tab.subscribe(room), "it does not depend on anybody there"
    await later(type(group).objects.filter(pk=group.pk).update)(needs_facilitator_here=True)
    assert "Nobody is here right now" in (await tab.subscribe(room))["closed"]
    keeper = await later(voice_of)(ben, group)
    await later(Participant.objects.filter(pk=keeper.pk).update)(seen_at=clock.now())
    assert (await tab.subscribe(room))["closed"] == ""
    assert (await (await Tab.open(ben)).subscribe(room))["closed"] == "", "who keeps the room opens it"


async def test_the_faces_say_who_is_in_the_group_now(
    ana: Any, ben: Any, cy: Any, group: Any, room: Any, client_of: Any
) -> None:
    from tests.factories.groups import join

    left = await later(join)(group, cy, name="Amber Wren")
    await later(say)(cy, group, "I was here")
    client = await later(client_of)(ana)
    address = f"/rooms/{room.uid}/faces/"
    assert (await later(client.get)(address)).content.decode().count('data-here="yes"') == 3
    await later(leave)(left)
    page = (await later(client.get)(address)).content.decode()
    assert page.count("<symbol") == 3 and page.count('data-here="yes"') == 2
