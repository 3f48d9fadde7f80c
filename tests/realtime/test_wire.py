"""The short way out of a socket, in a real server with a real client: the same frames, in the same order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from realtime.hub import RAW, raw_of
from realtime.wire import Wire
from tests.services import free_port

TEXTS = ["short", "ü" * 100, "x" * 200, "y" * 70_000]


@asynccontextmanager
async def line_to(serve: Callable[..., Any], **options: Any) -> AsyncIterator[ClientConnection]:
    """A line to a server whose only application is `serve(write, send)`, called once the line stands."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await serve(scope["extensions"].get(RAW, {}).get("write"), send)
        await receive()

    port = free_port()
    settings = {"ws": Wire, "ws_per_message_deflate": False, "lifespan": "off", "log_level": "error", **options}
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, **settings))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    async with connect(f"ws://127.0.0.1:{port}/", max_queue=1, max_size=2**20, compression="deflate") as line:
        yield line
    server.should_exit = True
    await running


async def test_written_and_sent_frames_arrive_whole_and_in_order() -> None:
    async def serve(write: Any, send: Any) -> None:
        for text in TEXTS:
            assert write(raw_of(text))
            await send({"type": "websocket.send", "text": f"after {text[:5]}"})

    async with line_to(serve) as line:
        got = [await line.recv() for _ in range(2 * len(TEXTS))]
    assert got == [frame for text in TEXTS for frame in (text, f"after {text[:5]}")]


async def test_a_reader_that_is_behind_is_not_written_to_until_it_has_read() -> None:
    behind, read_again = asyncio.Event(), asyncio.Event()

    async def serve(write: Any, send: Any) -> None:
        count = 0
        while write(raw_of("z" * 60_000)):
            count += 1
            assert count < 1000, "the buffer never fills"
        behind.set()
        await send({"type": "websocket.send", "text": "resume"})
        read_again.set()
        assert write(raw_of("the last"))

    async with line_to(serve) as line:
        await asyncio.wait_for(behind.wait(), 10)
        assert not read_again.is_set()
        got = [await line.recv()]
        while got[-1] != "the last":
            got.append(await line.recv())
    assert got[-2] == "resume" and set(got[:-2]) == {"z" * 60_000}


@pytest.mark.parametrize(
    "options", [{"ws_per_message_deflate": True}, {"ws": "websockets-sansio"}], ids=["deflate", "plain"]
)
async def test_where_it_could_not_work_it_is_not_offered(options: Any) -> None:
    offered: list[Any] = []

    async def serve(write: Any, send: Any) -> None:
        offered.append(write)
        await send({"type": "websocket.send", "text": "the ordinary way"})

    async with line_to(serve, **options) as line:
        assert await line.recv() == "the ordinary way"
    assert offered == [None]


async def test_nothing_is_written_to_a_line_that_is_closing() -> None:
    answers: list[bool] = []

    async def serve(write: Any, send: Any) -> None:
        await send({"type": "websocket.close", "code": 4403})
        answers.append(write(raw_of("too late")))

    async with line_to(serve) as line:
        with pytest.raises(Exception) as closed:
            await line.recv()
    assert closed.value.rcvd.code == 4403 and answers == [False]
