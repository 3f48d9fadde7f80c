"""What each process does for its sockets on its own account: revocation, heads, presence, hints from elsewhere.

Every 4 seconds it compares accounts, sessions and accesses with the database, so that somebody removed hears nothing
after 5 seconds even when every hint was lost. Every 15 seconds it sends the heads and writes who is here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from typing import Any

from realtime import watch
from realtime.hub import Hub, Listener, encode
from realtime.lanes import Lanes
from realtime.topics import Access, Topic, split

log = logging.getLogger(__name__)
RECHECK_SECONDS = 4.0
HEAD_SECONDS = 15.0
SIGN_IN, NOT_ALLOWED, TOO_SLOW, TOO_FAST = 4401, 4403, 4408, 4429
# As when the server restarts: connect again.
AGAIN = 1012


async def pulse(hub: Hub, lanes: Lanes) -> None:
    """Runs as long as the loop does. An error is logged and the next beat tries again."""
    loop = asyncio.get_running_loop()
    next_check, next_heads = loop.time() + RECHECK_SECONDS, loop.time() + HEAD_SECONDS
    if hub.wake is None:
        raise RuntimeError("the hub is not attached to this loop")
    while True:
        try:
            # Not `wait_for`: before Python 3.12 it takes a cancellation for the event when both come at once, and this
            # would beat on for ever in a process that wants to end.
            async with asyncio.timeout(max(0.0, min(next_check, next_heads) - loop.time())):
                await hub.wake.wait()
        except TimeoutError:
            pass
        hub.wake.clear()
        try:
            if hub.moved:
                await _pass_on(hub, lanes)
            if hub.recheck or loop.time() >= next_check:
                hub.recheck = False
                next_check = loop.time() + RECHECK_SECONDS
                await recheck(hub, lanes)
            if loop.time() >= next_heads:
                next_heads = loop.time() + HEAD_SECONDS
                await _heads(hub, lanes)
        except Exception:
            log.exception("a beat of the socket pulse failed")
            next_check = max(next_check, loop.time() + 1)
            next_heads = max(next_heads, loop.time() + 1)


async def _pass_on(hub: Hub, lanes: Lanes) -> None:
    moved, hub.moved = hub.moved, set()
    for name in moved:
        found = split(name)
        if found is None or name not in hub.by_topic:
            continue
        topic, key = found
        known = hub.heads.get(name)
        if known is None:
            # Nobody here has been told anything yet: the newest place is enough, clients fetch what they lack.
            heads = await lanes.read(lambda t=topic, k=key: t.heads([k]))  # type: ignore[misc]
            _tell_head(hub, name, heads.get(key, 0))
            continue
        hub.fan_out(name, *await lanes.read(lambda t=topic, k=key, a=known: t.changes(k, a)))  # type: ignore[misc]


def _tell_head(hub: Hub, name: str, seq: int) -> None:
    hub.heads[name] = max(seq, hub.heads.get(name, 0))
    frame = encode({"type": "head", "topic": name, "seq": seq})
    for listener in list(hub.by_topic.get(name, ())):
        listener.deliver(frame)


def _by_topic(hub: Hub) -> dict[str, tuple[Topic, list[tuple[str, Listener, Access]]]]:
    found: dict[str, tuple[Topic, list[tuple[str, Listener, Access]]]] = {}
    for listener in hub.listeners:
        for name, access in listener.subscriptions.items():
            topic_and_key = split(name)
            if topic_and_key:
                found.setdefault(topic_and_key[0].prefix, (topic_and_key[0], []))[1].append((name, listener, access))
    return found


async def recheck(hub: Hub, lanes: Lanes) -> None:
    """Close or renew what the database no longer grants: accounts, sessions, then each topic's accesses."""
    listeners = list(hub.listeners)
    if not listeners:
        return
    users = {listener.user_id for listener in listeners}
    keys = {listener.session_key for listener in listeners}
    subscriptions = _by_topic(hub)

    def ask() -> tuple[dict[int, Hashable], set[str], dict[str, dict[tuple[int, str], Hashable]]]:
        tokens = {
            prefix: topic.tokens({(a.user_id, a.key): a for _, _, a in entries}.values())
            for prefix, (topic, entries) in subscriptions.items()
        }
        return watch.account_tokens(users), watch.live_sessions(keys), tokens

    accounts, sessions, tokens = await lanes.read(ask)
    for listener in listeners:
        if listener.session_key not in sessions:
            listener.end(SIGN_IN)
        elif accounts.get(listener.user_id) != listener.account_token:
            listener.end(SIGN_IN if listener.user_id in accounts else NOT_ALLOWED)
    for prefix, (_, entries) in subscriptions.items():
        for name, listener, access in entries:
            token = tokens[prefix].get((access.user_id, access.key))
            if token != access.token and listener.subscriptions.get(name) is access:
                listener.renew(name)


async def _heads(hub: Hub, lanes: Lanes) -> None:
    keys: dict[str, list[str]] = {}
    for name in hub.by_topic:
        found = split(name)
        if found:
            keys.setdefault(found[0].prefix, []).append(found[1])
    subscriptions = _by_topic(hub)

    def ask() -> dict[str, dict[str, int]]:
        answer = {}
        for prefix, (topic, entries) in subscriptions.items():
            topic.touch([access for _, _, access in entries])
            answer[prefix] = topic.heads(keys.get(prefix, []))
        return answer

    for prefix, heads in (await lanes.read(ask)).items():
        for key, seq in heads.items():
            _tell_head(hub, f"{prefix}:{key}" if key else prefix, seq)


def start(hub: Hub, lanes: Lanes) -> asyncio.Task[Any]:
    return asyncio.get_running_loop().create_task(pulse(hub, lanes), name="socket-pulse")
