"""Who hears that something moved at the desk or in their conversation, and what an open page does to look again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from audit.models import AuditEvent
from groups import services as groups
from moderation import services
from moderation.models import Case
from realtime import pulse
from tests.factories.groups import join, make_group
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import act, fresh
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async


async def listen(user: Any, *topics: str) -> Tab:
    """A tab of `user` that follows these topics, or `me` where none is named."""
    tab = await Tab.open(user)
    for topic in topics or (f"me:{user.uid}",):
        await tab.send(type="subscribe", topic=topic, after=0)
        assert (await tab.next())["type"] == "items"
    return tab


async def test_moderators_hear_that_something_moved_and_not_whose_it_is(ana: Any, mo: Any, group: Any) -> None:
    tab = await listen(mo, "desk")
    case = await later(make_crisis)(ana, group)
    event = await tab.type("event")
    assert {"type", "topic", "seq", "kind"} == set(event) and event["seq"] is None
    await later(act)("reply", mo, await later(fresh)(case))
    await tab.type("event")
    said = json.dumps(tab.seen)
    assert not any(str(value) in said for value in (case.uid, ana.uid, group.uid, "Small Lantern"))


async def test_facilitators_hear_of_their_own_groups_and_of_no_case_they_may_not_see(
    ana: Any, ben: Any, cy: Any, group: Any
) -> None:
    other = await later(make_group)(cy)
    tabs = {who: await listen(who) for who in (ben, cy)}
    await later(make_crisis)(ana, group)
    assert (await tabs[ben].type("event"))["kind"] == "case"
    assert await tabs[cy].silent()
    # About Ben himself; about somebody who blocked him; past the facilitators of the group.
    await later(make_case)(ben, group, kind=Case.Kind.REPORT)
    assert await tabs[ben].silent()
    await later(groups.block)(actor=ana, membership=await group.memberships.aget(account=ben))
    await later(make_case)(ana, group, kind=Case.Kind.HELP)
    assert await tabs[ben].silent()
    await later(join)(other, ana)
    await later(make_case)(ana, other, kind=Case.Kind.HELP)
    assert (await tabs[cy].type("event"))["kind"] == "case"
    assert await tabs[ben].silent()


async def test_whoever_is_reported_hears_nothing_until_the_team_writes(ana: Any, mo: Any, group: Any) -> None:
    tab = await listen(ana)
    for kind in (Case.Kind.REPORT, Case.Kind.WORRY):
        case = await later(make_case)(ana, group, kind=kind)
        await later(act)("acknowledge", mo, case)
        await later(act)("note", mo, await later(fresh)(case))
        assert await tab.silent()
    await later(act)("reply", mo, await later(fresh)(case))
    assert (await tab.type("event"))["kind"] == "conversation"


async def test_a_person_hears_of_their_own_conversation_in_every_tab_and_nobody_elses(
    ana: Any, cy: Any, mo: Any
) -> None:
    one, two, other = await listen(ana), await listen(ana), await listen(cy)
    case = await later(services.open_help_case)(actor=ana, words="please")
    for tab in (one, two):
        event = await tab.type("event")
        assert event["kind"] == "conversation" and set(event) == {"type", "topic", "seq", "kind"}
    await later(act)("reply", mo, await later(fresh)(case))
    await later(services.author_reply)(actor=ana, case=await later(fresh)(case), words="thank you")
    for _ in range(2):
        await two.type("event")
    assert await other.silent()


async def test_a_quiet_line_is_kept_alive(ana: Any, mo: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pulse, "HEAD_SECONDS", 0.2)
    tab = await listen(mo, "desk", f"me:{mo.uid}")
    heads = {(await tab.type("head"))["topic"] for _ in range(4)}
    assert heads == {"desk", f"me:{mo.uid}"}


async def test_a_page_that_looks_again_by_itself_reads_nothing_in_the_name_of_its_person(
    ana: Any, mo: Any, group: Any, client_of: Any
) -> None:
    case = await later(make_crisis)(ana, group)
    await later(act)("reply", mo, await later(fresh)(case))
    client, address = await later(client_of)(ana), f"/conversations/{case.uid}/"
    page = await later(client.get)(address, headers={"X-Live": "page"})
    assert "Hello, I read what you wrote." in page.content.decode()
    assert not await case.replies.filter(seen_at__isnull=False).aexists()
    await later(client.get)(address)
    assert await case.replies.filter(seen_at__isnull=False).aexists()


async def test_what_stands_beside_a_case_is_fetched_without_opening_anything(
    ana: Any, cy: Any, mo: Any, ben: Any, group: Any, client_of: Any
) -> None:
    case = await later(make_crisis)(ana, group)
    client, address = await later(client_of)(mo), f"/desk/{case.uid}/"
    whole = await later(client.get)(address)
    opened = AuditEvent.objects.filter(verb="sealed.opened")
    count = await opened.acount()
    assert count > 0
    beside = await later(client.get)(address, headers={"X-Live": "beside"})
    assert beside.context["as_of"] == whole.context["as_of"] and await opened.acount() == count
    assert str(case.uid) in beside.content.decode() and "kill" not in beside.content.decode()
    await later(act)("note", mo, await later(fresh)(case))
    assert (await later(client.get)(address, headers={"X-Live": "beside"})).context["as_of"] != whole.context["as_of"]
    for stranger in (ana, cy):
        refused = await later((await later(client_of)(stranger)).get)(address, headers={"X-Live": "beside"})
        assert refused.status_code == 404


async def test_what_is_said_once_waits_for_a_page_that_is_looked_at(
    ana: Any, ben: Any, group: Any, client_of: Any
) -> None:
    client = await later(client_of)(ana)
    name = await group.memberships.aget(account=ben)
    await later(client.post)(f"/groups/{group.slug}/members/{name.uid}/mute/")
    assert "They are not told" not in (await later(client.get)("/home/", headers={"X-Live": "page"})).content.decode()
    assert "They are not told" in (await later(client.get)("/home/")).content.decode()
