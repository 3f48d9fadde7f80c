"""Everything in one process: the Celery worker and beat as threads beside the web server."""

from __future__ import annotations

import logging
import threading

from celery import beat
from django.db import connections

from peersupport.celery import app

log = logging.getLogger(__name__)


class TaskThreads:
    """A worker and a beat on the in-memory broker. What they lose with the process, the sweeps find again."""

    def __init__(self) -> None:
        self.worker = app.WorkController(
            app=app,
            pool_cls="threads",
            concurrency=2,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            hostname="embedded@localhost",
            quiet=True,
        )
        self.beat = beat.EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        threading.Thread(target=self._work, name="tasks", daemon=True).start()
        self.beat.daemon = True
        self.beat.start()

    def _work(self) -> None:
        try:
            self.worker.start()
        except Exception:
            log.exception("the task threads ended")
        finally:
            connections.close_all()

    def stop(self) -> None:
        self.beat.stop()
        self.worker.stop(in_sighandler=True)
