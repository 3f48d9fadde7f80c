"""The socket on a house full of marks: everybody tries every topic and operation, and hears only what is theirs."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from chat.models import Encouragement, Message
from moderation.models import Case
from realtime import consumers
from tests.architecture.addresses import OPERATIONS, TOPICS
from tests.architecture.standing import AUDIENCES, AUTHOR, MEMBERS, reads
from tests.factories.house import PERSONAS, TOKEN, House, build_house
from tests.sockets import Tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
later = sync_to_async
NOBODYS = str(uuid.UUID("5a3ce9f0-0000-4000-8000-00000000dead"))


def build() -> House:
    house = build_house()
    connection.close()
    return house


def rows() -> tuple[int, int, int, int]:
    """What an operation could have changed."""
    changed = sum(Message.objects.values_list("changed_seq", flat=True))
    return Message.objects.count(), Encouragement.objects.count(), Case.objects.count(), changed


def names_of(house: House) -> list[tuple[str, dict[str, Any]]]:
    """(topic, facts) of everything that could be followed, and of what is not there."""
    rooms = [(f"room:{room.uid}", {"group": key}) for key, room in house.rooms.items()]
    rooms += [(f"meeting:{row.uid}", {"group": key}) for key, row in house.meetings.items()]
    mine = [(f"me:{account.uid}", {"owner": who}) for who, account in house.people.items()]
    nothing = [
        (f"room:{NOBODYS}", {}),
        (f"me:{NOBODYS}", {}),
        (f"meeting:{NOBODYS}", {}),
        ("meeting:", {}),
        ("room:\udcff", {}),
        ("room:", {}),
        ("me:", {}),
        ("desk:all", {"nothing": True}),
    ]
    return [*rooms, *mine, ("desk", {}), *nothing]


def data_for(name: str, message: Any) -> dict[str, Any]:
    return {
        "message": str(message),
        "body": "words of somebody else",
        "words": "hear" if name == "encourage" else "please",
        "seq": 1,
    }


async def ask(tab: Tab, **frame: Any) -> dict[str, Any]:
    """Send a frame and take the first answer to it; hints of other people's doings are passed over."""
    await tab.send(**frame)
    wanted = ("items", "error") if frame["type"] == "subscribe" else ("ack", "error")
    return await tab.until(lambda got: got["type"] in wanted)


def plain(frame: dict[str, Any], topic: str) -> str:
    return json.dumps({key: value for key, value in frame.items() if key not in ("client_uid", "name")}).replace(
        json.dumps(topic)[1:-1], "topic"
    )


async def test_everybody_hears_only_what_is_theirs(monkeypatch: Any) -> None:
    monkeypatch.setattr(consumers, "FRAMES_MOST", 10**6)
    monkeypatch.setattr(consumers, "FRAMES_ABUSE", 10**6)
    monkeypatch.setattr(consumers, "SUBSCRIPTIONS_MOST", 10**3)
    house: House = await later(build)()
    before = await later(rows)()
    met: dict[str, set[str]] = {}
    wrong: list[str] = []
    refusals: set[str] = set()
    asked = 0
    for who in PERSONAS[1:]:
        tab = await Tab.open(house.people[who])
        for topic, facts in names_of(house):
            prefix = topic.partition(":")[0]
            may = AUDIENCES[TOPICS[prefix]](who, facts) and not (prefix == "room" and not facts)
            answer = await ask(tab, type="subscribe", topic=topic, after=0)
            asked += 1
            if may != (answer["type"] == "items"):
                wrong.append(f"{who} follows {topic} {facts}: {answer}")
            if answer["type"] == "error":
                refusals.add(plain(answer, answer.get("topic", topic)))
            for name in sorted(OPERATIONS[prefix]):
                # Somebody else's message, under a room of one's own or of theirs.
                other = "eve" if who != "eve" else "ben" if "ben" in house.messages else "ana"
                message = house.messages["private" if facts.get("group") == "open" else other].uid
                if may and name in ("post", "need_help", "read"):
                    continue
                answer = await ask(
                    tab, type="op", topic=topic, name=name, data=data_for(name, message), client_uid=str(uuid.uuid4())
                )
                asked += 1
                if answer["type"] == "ack" and answer["state"] != "refused":
                    wrong.append(f"{who} does {name} in {topic}: {answer}")
                if answer.get("code") != "not_found":
                    wrong.append(f"{who} {name} {topic}: {answer}")
        said = json.dumps(tab.seen)
        for token in set(TOKEN.findall(said)):
            met.setdefault(token, set()).add(who)
            if not house.may_read(token, who):
                wrong.append(f"{who} hears {house.marks[token].what}")
        wrong += [f"{who} hears {value}" for value, mark in house.secrets.items()
                  if value in said.replace(f"me:{value}", "") and who not in mark.readers]  # fmt: skip
        await tab.close()
    assert not wrong, "\n".join(wrong)
    assert await later(rows)() == before
    # One refusal for all: not yours, not there, no such name.
    assert len(refusals) == 1, refusals
    assert asked > 500
    for key in AUTHOR:
        group = "private" if key.startswith("private") else "open"
        token = TOKEN.findall(house.messages[key].body)[0]
        hearers = {who for who in MEMBERS[group] if reads(who, key, group)}
        assert met.get(token, set()) == hearers, key


async def test_a_visitor_hears_nothing() -> None:
    tab = Tab()
    assert await tab.line.connect()
    assert (await tab.next())["type"] == "closed"


async def test_half_a_sign_is_no_poison(ana: Any, ben: Any) -> None:
    from tests.factories.chat import room_of
    from tests.factories.groups import join, make_group

    group = await later(make_group)(ben)
    await later(join)(group, ana)
    room = await later(room_of)(group)
    tab = await Tab.open(ana)
    await tab.subscribe(room)
    for data in ({"body": "cut \ud83d"}, {"body": "fine", "content_note": "cut \ud83d"}):
        assert (await tab.op(room, "post", **data))["state"] == "posted"
    assert (await tab.op(room, "need_help", words="please \ud83d"))["state"] == "posted"
    whole = await tab.op(room, "post", body="whole \U0001f33b")
    assert whole["state"] == "posted" and (await Message.objects.alatest("seq")).body == "whole \U0001f33b"
    await tab.send(type="subscribe", topic="room:\ud83d", after=0)
    assert (await tab.until(lambda got: got["type"] == "error"))["code"] == "not_found"


async def test_whoever_took_their_agreement_back_hears_nothing_until_they_renew_it(ana: Any, ben: Any) -> None:
    from accounts import services as accounts
    from tests.factories.chat import room_of
    from tests.factories.groups import join, make_group

    group = await later(make_group)(ben)
    await later(join)(group, ana)
    room = await later(room_of)(group)
    await later(accounts.withdraw_consent)(actor=ana, kind="health")
    tab = await Tab.open(ana)
    assert (await tab.subscribe(room))["code"] == "not_found"
    assert (await tab.op(room, "post", body="still here"))["code"] == "not_found"
    await later(accounts.give_consent)(actor=ana, kind="health", version=1)
    assert (await tab.subscribe(room))["type"] == "items"
