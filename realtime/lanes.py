"""Threads for the sockets' database work, bounded, with a lane of its own for "I need help"."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from django.db import close_old_connections

from realtime.topics import Call, Operation, Reply, not_saved

log = logging.getLogger(__name__)
T = TypeVar("T")
BATCH_MOST = 50
# How long a busy writer gathers before it commits: less than anybody notices, and a commit for many instead of for few.
GATHER_SECONDS = 0.01


def _with_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


class Lanes:
    """One set a process. `reads` and `help` are small pools; `batch` is one thread that takes whatever queued."""

    def __init__(self) -> None:
        self.reads = ThreadPoolExecutor(4, thread_name_prefix="socket-read")
        self.writes = ThreadPoolExecutor(2, thread_name_prefix="socket-write")
        self.help = ThreadPoolExecutor(2, thread_name_prefix="socket-help")
        self._queue: queue.SimpleQueue[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def read(self, work: Callable[[], T], *, urgent: bool = False) -> T:
        return await self._in(self.help if urgent else self.reads, work)

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, _with_connection, work)

    async def run(self, operation: Operation, call: Call) -> Reply:
        """The operation's reply, through the lane it asked for."""
        if operation.lane != "batch":
            pool = self.help if operation.lane == "help" else self.writes
            return (await self._in(pool, lambda: operation.run([call])))[0]
        done: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def settle(reply: Reply) -> None:
            if not done.done():
                done.set_result(reply)

        self.batch(operation, call, settle)
        return await done

    def batch(self, operation: Operation, call: Call, answer: Callable[[Reply], object]) -> None:
        """Queue the operation for the next batch; `answer` is called with the reply, on the loop. Needs no task."""
        loop = asyncio.get_running_loop()
        if self._queue is None or self._loop is not loop:
            self.close_batch()
            self._loop, self._queue = loop, queue.SimpleQueue()
            threading.Thread(target=self._write, args=(loop, self._queue), name="socket-batch", daemon=True).start()
        self._queue.put((operation, call, answer))

    def _write(self, loop: asyncio.AbstractEventLoop, waiting: queue.SimpleQueue[Any]) -> None:
        busy = False
        while (first := waiting.get()) is not None:
            taken, closes = [first], monotonic() + GATHER_SECONDS if busy else 0.0
            while len(taken) < BATCH_MOST:
                try:
                    # In a quiet house nothing waits; in a busy one a moment's patience saves a commit for each.
                    following = waiting.get(timeout=max(0.0, closes - monotonic())) if busy else waiting.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    waiting.put(None)
                    break
                taken.append(following)
            busy = len(taken) > 1
            self._answer(loop, taken)

    def _answer(self, loop: asyncio.AbstractEventLoop, taken: list[Any]) -> None:
        by_operation: dict[int, list[Any]] = {}
        for entry in taken:
            by_operation.setdefault(id(entry[0]), []).append(entry)
        answers: list[tuple[Callable[[Reply], object], Reply]] = []
        for entries in by_operation.values():
            calls = [call for _, call, _ in entries]
            try:
                replies = _with_connection(lambda e=entries, c=calls: e[0][0].run(c))  # type: ignore[misc]
            except Exception:
                log.exception("a batch of %d operations failed", len(calls))
                replies = [not_saved() for _ in calls]
            answers.extend((entry[2], reply) for entry, reply in zip(entries, replies, strict=True))

        def settle() -> None:
            for answer, reply in answers:
                try:
                    answer(reply)
                except Exception:
                    log.exception("a reply could not be handed over")

        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            log.info("the loop ended before its last replies")

    def close_batch(self) -> None:
        if self._queue is not None:
            self._queue.put(None)
            self._queue = None

    def close(self) -> None:
        self.close_batch()
        for pool in (self.reads, self.writes, self.help):
            pool.shutdown(wait=False, cancel_futures=True)
