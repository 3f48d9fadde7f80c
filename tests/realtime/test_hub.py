"""What comes together leaves together, and still only to those who may hear it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from realtime.hub import Hub
from realtime.topics import Access

ROOM = "room:one"


class Ear:
    """A socket that keeps what was handed to it, one list for each time."""

    user_id, session_key, account_token = 1, "", None

    def __init__(self) -> None:
        self.subscriptions: dict[str, Access] = {}
        self.handed: list[list[Any]] = []

    def deliver(self, frame: str, raw: bytes | None = None) -> None:
        self.handed.append([json.loads(frame)])

    def deliver_all(self, frames: Sequence[str], raw: bytes) -> None:
        assert all(frame.encode() in raw for frame in frames), "the bytes are those of all the frames"
        self.handed.append([json.loads(frame) for frame in frames])

    def heard(self) -> list[Any]:
        return [frame.get("item", frame["type"]) for frames in self.handed for frame in frames]

    def end(self, code: int) -> None: ...

    def renew(self, name: str) -> None: ...


def test_events_of_one_moment_are_one_write_and_a_block_holds_in_the_middle_of_them() -> None:
    hub, anybody, blocker, author = Hub(), Ear(), Ear(), Ear()
    hub.follow(ROOM, anybody, Access(1, "one", own="kim"))
    hub.follow(ROOM, blocker, Access(1, "one", hidden=frozenset({"bo"}), own="lee"))
    hub.follow(ROOM, author, Access(1, "one", own="ana"))
    hub.fan_out_all(
        [
            (ROOM, {"seq": 1, "by": "ana", "item": "a", "own": "a, as its author sees it"}),
            ("room:two", {"seq": 1, "by": "cy", "item": "elsewhere"}),
            (ROOM, {"seq": 2, "by": "bo", "item": "b"}),
            (ROOM, {"seq": 2, "by": "bo", "item": "b"}),
            (ROOM, {"seq": 3, "by": "cy", "item": "c"}),
        ]
    )
    assert anybody.heard() == ["a", "b", "c"] and len(anybody.handed) == 1
    assert blocker.heard() == ["a", "skip", "c"]
    assert author.heard() == ["a, as its author sees it", "b", "c"]
    assert "own" not in json.dumps(anybody.handed)
