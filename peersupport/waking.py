"""Waking the workers: one background thread that drops the call when the broker is away. The sweeps come anyway."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Any

from care.tasks import work_imports
from notifications.tasks import deliver_due

log = logging.getLogger(__name__)
# One waiting call of each kind is enough for all.
_calls: dict[str, Any] = {}
_waiting: queue.Queue[str] = queue.Queue()
_thread: threading.Thread | None = None
_lock = threading.Lock()


def wake_delivery(*args: Any, **kwargs: Any) -> None:
    """Something waits in the outbox. Returns at once."""
    _wake(deliver_due)


def wake_imports(*args: Any, **kwargs: Any) -> None:
    """A file of services waits. Returns at once."""
    _wake(work_imports)


def _wake(task: Any) -> None:
    global _thread
    with _lock:
        if task.name in _calls:
            return
        _calls[task.name] = task
        _waiting.put(task.name)
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="wake-up-calls", daemon=True)
            _thread.start()


def _run() -> None:
    while True:
        name = _waiting.get()
        with _lock:
            task = _calls.pop(name)
        try:
            task.apply_async(retry=False)
        except Exception as error:
            log.warning("a wake-up call was dropped: %s", type(error).__name__)
