"""Who reads whom, on pages that are open: a count says that it may have changed, the page asks with its own rights."""

from __future__ import annotations

import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts import services as accounts
from groups import services as groups
from groups.models import Mute
from tests.factories.accounts import make_account
from tests.factories.chat import say
from tests.factories.groups import join
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


@pytest.fixture
def eves(group: Any, eve: Any) -> Any:
    return join(group, eve, name="Sly Fox")


def names_for(client: Any, room: Any) -> dict[str, bool]:
    """The names a person may read in the room, and whether each is muted."""
    symbols = re.findall(r"<symbol [^>]*>", client.get(f"/rooms/{room.uid}/faces/").content.decode())
    return {re.findall(r'data-name="([^"]*)"', s)[0]: 'data-muted="yes"' in s for s in symbols}


async def heard(tab: Tab, room: Any, through: int) -> tuple[list[dict[str, Any]], int]:
    """What a tab hears of a renewal, with what it then asks for; and the count, which the frames no longer tell."""
    start = len(tab.seen)
    await tab.type("resume")
    count = (await tab.subscribe(room, after=through))["names"]
    assert await tab.silent()
    frames = [dict(frame) for frame in tab.seen[start:] if frame["type"] != "head"]
    for frame in frames:
        if "names" in frame:
            frame["names"] = "a count"
    return frames, count


async def test_a_blocked_person_hears_what_they_hear_when_somebody_leaves_the_place(
    ana: Any, eve: Any, eves: Any, group: Any, room: Any
) -> None:
    leaving = await later(make_account)("leaving")
    await later(join)(group, leaving, name="Late Bird")
    for person in (ana, leaving):
        await later(say)(person, group, "words of mine")
    tab = await Tab.open(eve)
    first = await tab.subscribe(room)
    await later(accounts.request_erasure)(actor=leaving)
    somebody_left, second = await heard(tab, room, first["through"])
    await later(groups.block)(actor=ana, membership=eves)
    blocked, third = await heard(tab, room, first["through"])
    assert blocked == somebody_left
    assert [frame["type"] for frame in blocked] == ["resume", "items"] and not blocked[-1]["items"]
    assert first["names"] < second < third


async def test_a_block_takes_the_name_from_both_and_from_nobody_else(
    ana: Any, eve: Any, ben: Any, eves: Any, room: Any, client_of: Any
) -> None:
    clients = {user: await later(client_of)(user) for user in (ana, eve, ben)}
    before = {user: await later(names_for)(client, room) for user, client in clients.items()}
    assert "Sly Fox" in before[ana] and "Quiet Heron" in before[eve]
    block = await later(groups.block)(actor=ana, membership=eves)
    now = {user: await later(names_for)(client, room) for user, client in clients.items()}
    assert set(before[ana]) - set(now[ana]) == {"Sly Fox"}
    assert set(before[eve]) - set(now[eve]) == {"Quiet Heron"}
    assert now[ben] == before[ben]
    await later(groups.unblock)(actor=ana, block=block)
    assert await later(names_for)(clients[eve], room) == before[eve]


async def test_only_who_mutes_hears_of_it_and_only_their_page_folds_the_name(
    ana: Any, eve: Any, ben: Any, eves: Any, room: Any, client_of: Any
) -> None:
    mine, theirs, third = await Tab.open(ana), await Tab.open(eve), await Tab.open(ben)
    counts = {tab: (await tab.subscribe(room))["names"] for tab in (mine, theirs, third)}
    await later(groups.mute_name)(actor=ana, membership=eves)
    await mine.type("resume")
    assert (await mine.subscribe(room))["names"] == counts[mine] + 1
    assert await theirs.silent() and await third.silent()
    assert (await theirs.subscribe(room))["names"] == counts[theirs]
    assert (await later(names_for)(await later(client_of)(ana), room))["Sly Fox"]
    for user in (eve, ben):
        assert not any((await later(names_for)(await later(client_of)(user), room)).values())
    mute = await Mute.objects.select_related("membership").aget(account=ana)
    await later(groups.unmute_name)(actor=ana, mute=mute)
    await mine.type("resume")
    assert not any((await later(names_for)(await later(client_of)(ana), room)).values())


async def test_the_page_carries_the_count_that_its_first_items_carry(ana: Any, room: Any, client_of: Any) -> None:
    page = (await later((await later(client_of)(ana)).get)(f"/rooms/{room.uid}/")).content.decode()
    tab = await Tab.open(ana)
    assert f'data-names="{(await tab.subscribe(room))["names"]}"' in page
