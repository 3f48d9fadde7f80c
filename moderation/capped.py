"""Calls with a time cap, on a few daemon threads. What hangs is left behind; it never blocks whoever asked.

A thread cannot be stopped from outside, so one that hangs is counted and replaced; when too many hang, calls are
refused at once until one of them comes back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any


class TooSlow(Exception):
    """The call did not answer in time, or too many earlier calls still hang."""


class _Job:
    __slots__ = ("answer", "call", "left")

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call
        self.answer: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self.left = False


class _Worker(threading.Thread):
    def __init__(self, pool: CappedPool) -> None:
        super().__init__(name="reader", daemon=True)
        self.pool = pool
        self.inbox: SimpleQueue[_Job] = SimpleQueue()

    def run(self) -> None:
        while True:
            job = self.inbox.get()
            try:
                result: tuple[Any, BaseException | None] = (job.call(), None)
            except BaseException as error:  # whatever the engine throws is an answer, never the end of this thread
                result = (None, error)
            if not self.pool.come_back(self, job, result):
                return


class CappedPool:
    """At most `most` calls at a time; at most `lost_most` threads that hang."""

    def __init__(self, *, most: int = 4, lost_most: int = 8) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._lost = 0
        self._lost_most = lost_most

    @property
    def lost(self) -> int:
        """How many threads hang now."""
        return self._lost

    def run(self, call: Callable[[], Any], *, seconds: float) -> Any:
        """What `call()` returns; TooSlow after `seconds`; whatever it raises."""
        if self._lost >= self._lost_most or not self._free.acquire(timeout=seconds):
            raise TooSlow
        job = _Job(call)
        try:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                worker = _Worker(self)
                worker.start()
            worker.inbox.put(job)
            result, error = self._wait(job, seconds)
        finally:
            self._free.release()
        if error is None:
            return result
        # An engine that wants to end the process does not get to.
        raise error if isinstance(error, Exception) else RuntimeError(type(error).__name__)

    def _wait(self, job: _Job, seconds: float) -> tuple[Any, BaseException | None]:
        try:
            return job.answer.get(timeout=seconds)
        except Empty:
            with self._lock:
                # It may have answered in this very moment; then nothing is lost.
                if job.answer.empty():
                    job.left = True
                    self._lost += 1
                    raise TooSlow from None
            return job.answer.get()

    def come_back(self, worker: _Worker, job: _Job, result: tuple[Any, BaseException | None]) -> bool:
        """A worker's call ended. True: it may wait for the next one. False: it was left behind and ends."""
        with self._lock:
            if job.left:
                self._lost -= 1
                return False
            # Idle before the answer, so that the next call of the same thread finds this worker.
            self._idle.append(worker)
            job.answer.put(result)
            return True
