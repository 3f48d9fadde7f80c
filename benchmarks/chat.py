"""Chat fan-out, persisted and screened, against a bare broadcast in the same run.

    python -m benchmarks.chat [--seconds 15] [--repeat 3]

Twenty rooms of twenty sockets, two messages in flight in each room, through the public protocol (docs/realtime.md). The
figure that holds on a noisy machine is deliveries per second of server CPU, as a share of the bare server's. Afterwards
the journal of every client is compared with the rows, readings and acknowledgements. Loopback only; it stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]
ROOMS, PEOPLE, IN_FLIGHT = 20, 20, 2
# What people say in such rooms on an ordinary evening, short and long, light and heavy.
LINES = (
    "It was a long day and the bus was late, but the kettle is on and the window is open, so here I am again tonight.",
    "Same here. It helps to read that.",
    "I could not sleep again. My chest was tight from three until the birds began, and then I had to go to work.",
    "Thank you for saying that so plainly.",
    "My sister called and I did not pick up. I felt bad for an hour and then I wrote that I would call on Sunday.",
    "Does anybody else count the stairs when it gets too loud in their head?",
    "Today I walked to the lake and back. It is not much, but last month I hardly went out at all.",
    "I am so tired of explaining it to people who tell me to think positive. You know what I mean.",
    "hi everyone, new here, just listening for now",
    "The new tablets make my mouth dry and I forget words, but the mornings are a little lighter. I will ask about it.",
    "What helped me was to put the phone in the kitchen at ten and to read three pages of something dull.",
    "I miss my dad most on Thursdays. We used to watch the quiz together and he always knew the rivers.",
    "Good luck tomorrow! Tell us how it went, if you like.",
    "I shouted at my kids this morning and felt awful. We had pancakes afterwards, and the little one drew me a sun. "
    "I keep thinking about his face when I shouted, though. Does that stop some day, or does one learn to live with it",
    "No worries, take your time.",
    "Panic on the train again, but I stayed on it for two stops longer than last time.",
)
# As often as the reader notes worry in ordinary talk: about one message in thirty.
LOW = "I cried in the bathroom at work again. I have not left the house at the weekend for a month now."
CRISIS = "I cannot do this any more, I want to end my life tonight."
TICKS = os.sysconf("SC_CLK_TCK")


def words_of(number: int) -> str:
    return LOW if number % 32 == 31 else LINES[number % len(LINES)]


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_kib(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])


def pinned(command: list[str], cpu: int, **kwargs: Any) -> subprocess.Popen[bytes]:
    prefix = ["taskset", "-c", str(cpu)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []
    return subprocess.Popen([*prefix, *command], cwd=ROOT, **kwargs)


class Room:
    """One room's clients: sends in a closed loop and counts what arrives where."""

    def __init__(self, topic: str = "") -> None:
        self.topic = topic
        self.lines: list[ClientConnection] = []
        self.waiting: dict[str, tuple[float, int, asyncio.Future[None]]] = {}
        self.deliveries = 0
        self.times: list[float] = []
        self.acked: dict[str, str] = {}
        self.refused = 0
        self.seen: list[list[str]] = []
        self.panels = 0
        self.next = 0
        self.sent = 0

    def arrived(self, key: str) -> None:
        self.deliveries += 1
        entry = self.waiting.get(key)
        if entry is None:
            return
        sent_at, missing, done = entry
        if missing > 1:
            self.waiting[key] = (sent_at, missing - 1, done)
        else:
            del self.waiting[key]
            self.times.append(time.perf_counter() - sent_at)
            if not done.done():
                done.set_result(None)

    async def loop(self, send: Any, until: float) -> None:
        while time.perf_counter() < until:
            who, self.next = self.next, (self.next + 1) % len(self.lines)
            self.sent += 1
            key = f"line {self.sent}"
            done = asyncio.get_running_loop().create_future()
            self.waiting[key] = (time.perf_counter(), len(self.lines), done)
            await send(self, who, key)
            await asyncio.wait_for(done, 30)


# -- bare -------------------------------------------------------------------------------------------------------------
async def bare_send(room: Room, who: int, key: str) -> None:
    await room.lines[who].send(json.dumps({"key": key, "body": words_of(room.sent)}))


async def bare_listen(room: Room, line: ClientConnection) -> None:
    async for message in line:
        room.arrived(json.loads(message)["key"])


async def bare(port: int, seconds: float, pid: int) -> dict[str, Any]:
    rooms = [Room() for _ in range(ROOMS)]
    listeners = []
    for number, room in enumerate(rooms):
        for _ in range(PEOPLE):
            line = await connect(f"ws://127.0.0.1:{port}/{number}", compression=None, ping_interval=None)
            room.lines.append(line)
            listeners.append(asyncio.create_task(bare_listen(room, line)))
    return await measure(rooms, bare_send, seconds, pid, listeners)


# -- ours -------------------------------------------------------------------------------------------------------------
async def our_send(room: Room, who: int, key: str) -> None:
    frame = {
        "type": "op",
        "topic": room.topic,
        "name": "post",
        "client_uid": str(uuid.uuid4()),
        "data": {"body": f"{words_of(room.sent)} {key}"},
    }
    await room.lines[who].send(json.dumps(frame))


async def our_listen(room: Room, line: ClientConnection, seen: list[str]) -> None:
    async for message in line:
        frame = json.loads(message)
        kind = frame["type"]
        if kind == "event" and frame.get("item"):
            seen.append(frame["item"]["uid"])
            room.arrived(frame["item"]["body"][frame["item"]["body"].rfind("line ") :])
        elif kind == "ack":
            if frame["state"] == "posted":
                room.acked[frame["client_uid"]] = frame["uid"]
            else:
                room.refused += 1
        elif kind == "panel":
            room.panels += 1


async def join_room(room: Room, port: int, key: str) -> ClientConnection:
    line = await connect(
        f"ws://127.0.0.1:{port}/ws/",
        compression=None,
        ping_interval=None,
        origin=f"http://localhost:{port}",  # type: ignore[arg-type]
        additional_headers={"Cookie": f"s={key}"},
    )
    assert json.loads(await line.recv())["type"] == "hello"
    await line.send(json.dumps({"type": "subscribe", "topic": room.topic, "after": 0}))
    while (frame := json.loads(await line.recv()))["type"] != "items":
        if frame["type"] == "error":
            raise RuntimeError(f"could not enter the room: {frame}")
    return line


async def poison(room: Room) -> None:
    """What may come over a line in any minute: nonsense, too much, a bad id, and somebody in need."""
    line, topic = room.lines[0], room.topic
    op = {"type": "op", "topic": topic, "name": "post"}
    await line.send("{")
    await line.send(json.dumps({**op, "client_uid": "not a uid", "data": {"body": "poison"}}))
    await line.send(json.dumps({**op, "client_uid": str(uuid.uuid4()), "data": {"body": "x" * 9000}}))
    await line.send(json.dumps({**op, "client_uid": str(uuid.uuid4()), "data": {"body": f"\x00\ud800 {CRISIS}"}}))


async def ours(port: int, seconds: float, pid: int, house: list[dict[str, Any]]) -> tuple[dict[str, Any], list[Room]]:
    rooms, listeners = [], []
    for entry in house:
        room = Room(f"room:{entry['uid']}")
        for key in entry["keys"]:
            line = await join_room(room, port, key)
            room.lines.append(line)
            room.seen.append([])
            listeners.append(asyncio.create_task(our_listen(room, line, room.seen[-1])))
        rooms.append(room)
    asyncio.get_running_loop().call_later(seconds / 2, lambda: asyncio.ensure_future(poison(rooms[0])))
    return await measure(rooms, our_send, seconds, pid, listeners), rooms


async def measure(rooms: list[Room], send: Any, seconds: float, pid: int, listeners: list[Any]) -> dict[str, Any]:
    start, cpu = time.perf_counter(), cpu_seconds(pid)
    until = start + seconds
    await asyncio.gather(*(room.loop(send, until) for room in rooms for _ in range(IN_FLIGHT)))
    spent, took = cpu_seconds(pid) - cpu, time.perf_counter() - start
    await asyncio.sleep(1)
    times = sorted(t for room in rooms for t in room.times)
    deliveries = sum(room.deliveries for room in rooms)
    for room in rooms:
        for line in room.lines:
            await line.close()
    for listener in listeners:
        listener.cancel()
    return {
        "deliveries": deliveries,
        "per_second": deliveries / took,
        "per_cpu_second": deliveries / spent,
        "ms_per_1000": spent / deliveries * 1e6,
        "cores": spent / took,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
        "messages": len(times),
    }


async def idle(port: int, house: list[dict[str, Any]], pid: int, each: int) -> float:
    """KiB of memory for one signed-in socket that follows a room and says nothing."""
    before, lines = memory_kib(pid), []
    for entry in house:
        room = Room(f"room:{entry['uid']}")
        for key in entry["keys"]:
            for _ in range(each):
                lines.append(await join_room(room, port, key))
    await asyncio.sleep(2)
    grown = memory_kib(pid) - before
    for line in lines:
        await line.close()
    return grown / len(lines)


# -- the run ----------------------------------------------------------------------------------------------------------
def house_of(environment: dict[str, str], *arguments: str) -> Any:
    command = [sys.executable, "-m", "benchmarks.house", *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)


def start_ours(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--no-tasks"]
    server = pinned(command, 0, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/healthz/live", timeout=1)
            return server
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


def faults(rooms: list[Room], rows: dict[str, dict[str, Any]]) -> list[str]:
    """What the journals say against the database; empty when every promise was kept."""
    found = []
    for room in rooms:
        uid = room.topic[5:]
        stored = rows[uid]["uids"]
        if not rows[uid]["gapless"]:
            found.append(f"{uid}: seq has gaps")
        if rows[uid]["unread"]:
            found.append(f"{uid}: {rows[uid]['unread']} rows without a reading")
        missing = set(room.acked.values()) - set(stored)
        if missing:
            found.append(f"{uid}: {len(missing)} acknowledged and lost")
        if len(set(stored)) != len(stored) or len(stored) != len(room.acked):
            found.append(f"{uid}: {len(stored)} rows for {len(room.acked)} acknowledgements")
        for seen in room.seen:
            if seen != stored:
                found.append(f"{uid}: a client saw {len(seen)} ({len(set(seen))}) of {len(stored)}, or another order")
    return found


def one_rotation(seconds: float, measure_idle: bool) -> dict[str, Any]:
    port = free_port()
    server = pinned([sys.executable, "-m", "benchmarks.bare", str(port)], 0)
    time.sleep(1)
    try:
        reference = asyncio.run(bare(port, seconds, server.pid))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {
            **os.environ,
            "VAR_DIR": folder,
            "PORT": str(port),
            "CHAT_POSTS_MOST": "1000000",
            "NEW_ACCOUNT_HOURS": "0",
            "DJANGO_SETTINGS_MODULE": "peersupport.settings.dev",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        house = house_of(environment, "build", str(ROOMS), str(PEOPLE))
        server = start_ours(environment, port)
        try:
            result, rooms = asyncio.run(ours(port, seconds, server.pid, house))
            result["KiB_idle"] = asyncio.run(idle(port, house, server.pid, 3)) if measure_idle else None
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(15)
        rows = house_of(environment, "check", *(str(entry["uid"]) for entry in house))
        result["faults"] = faults(rooms, rows)
        result["panels"], result["refused"] = sum(r.panels for r in rooms), sum(r.refused for r in rooms)
    return {"bare": reference, "ours": result, "share": result["per_cpu_second"] / reference["per_cpu_second"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    shares = []
    for turn in range(options.repeat):
        got = one_rotation(options.seconds, turn == options.repeat - 1)
        shares.append(got["share"])
        for name in ("bare", "ours"):
            g = got[name]
            print(
                f"{name:5} {g['per_second']:8.0f} deliveries/s  {g['ms_per_1000']:6.1f} ms CPU per 1,000  "
                f"{g['cores']:.2f} cores  last member p50 {g['p50_ms']:.1f} p99 {g['p99_ms']:.1f} ms  "
                f"{g['messages']} messages"
            )
        ours_ = got["ours"]
        print(f"      share of bare by CPU {got['share']:.0%}; refused {ours_['refused']}, panels {ours_['panels']}")
        if ours_["KiB_idle"] is not None:
            print(f"      {ours_['KiB_idle']:.1f} KiB an idle socket")
        for fault in ours_["faults"]:
            print("      FAULT", fault)
        if ours_["faults"]:
            sys.exit(1)
    print(f"median share of bare: {statistics.median(shares):.0%}; lost 0, doubled 0")


if __name__ == "__main__":
    main()
