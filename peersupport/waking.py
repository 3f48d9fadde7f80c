"""Waking the workers: one background thread that drops the call when the broker is away. The sweeps come anyway."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Any

from notifications.tasks import deliver_due

log = logging.getLogger(__name__)
_calls: queue.Queue[Any] = queue.Queue(maxsize=1)
_thread: threading.Thread | None = None
_lock = threading.Lock()


def wake_delivery(*args: Any, **kwargs: Any) -> None:
    """Something waits in the outbox. Returns at once; one call that is already queued is enough for all."""
    global _thread
    try:
        _calls.put_nowait(deliver_due)
    except queue.Full:
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="wake-up-calls", daemon=True)
            _thread.start()


def _run() -> None:
    while True:
        task = _calls.get()
        try:
            task.apply_async(retry=False)
        except Exception as error:
            log.warning("a wake-up call was dropped: %s", type(error).__name__)
