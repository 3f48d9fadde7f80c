"""The room of two buddies over the socket: live, without ways out, and closed in the moment in which it ends."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from resilience.services import buddy_pairs
from tests.factories.accounts import make_account
from tests.factories.buddies import make_settled, pair_up
from tests.factories.groups import make_group
from tests.factories.moderation import CRISIS
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


async def test_two_buddies_talk_and_nobody_else_hears_it_until_it_ends(ana: Any, ben: Any, mo: Any) -> None:
    # A group in which nobody may speak without its keeper has no say in a room for two.
    group = await later(make_group)(ben, needs_facilitator_here=True, slow_mode_seconds=600)
    bo = await later(make_account)("bo")
    anas = await later(make_settled)(group, ana, ben, name="Slow River")
    bos = await later(make_settled)(group, bo, ben, name="Soft Rain")
    pair = await later(pair_up)(anas, bos)
    one, other = await Tab.open(ana), await Tab.open(bo)
    for tab in (one, other):
        assert (await tab.subscribe(pair.room))["type"] == "items"
    for person in (ben, mo):
        outside = await Tab.open(person)
        assert (await outside.subscribe(pair.room))["code"] == "not_found"
        await outside.close()
    assert (await one.op(pair.room, "post", body="Good morning."))["state"] == "posted"
    heard = await other.until(lambda frame: frame["type"] == "event" and "item" in str(frame) or "Good" in str(frame))
    assert "Good morning." in str(heard) and "Slow River" in str(heard)
    assert (await one.op(pair.room, "post", body="It rains."))["state"] == "posted"
    for words in ("Look at https://example.org/x", f"{CRISIS} ana@example.org"):
        answer = await one.op(pair.room, "post", body=words)
        assert (answer["state"], answer["code"]) == ("refused", "contact") and "takes no addresses" in answer["text"]
    assert (await one.type("panel"))["html"]
    assert "example.org" not in str(other.seen)
    await later(buddy_pairs.end_pair)(actor=bo, pair=pair)
    for tab, person in ((one, ana), (other, bo)):
        assert (await tab.until(lambda frame: frame["type"] == "error"))["code"] == "no_longer"
        again = await Tab.open(person)
        assert (await again.subscribe(pair.room))["code"] == "not_found"
        assert (await again.op(pair.room, "post", body="Still there?"))["code"] == "not_found"
        await again.close()
