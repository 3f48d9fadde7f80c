"""Which sweeps run when. One that fails is logged by name and never keeps the others from running."""

from __future__ import annotations

import logging
from collections.abc import Callable

import clock
from accounts import services as accounts
from audit import services as audit
from care import services as care
from groups import services as groups
from moderation import services as moderation
from notifications import services as notifications
from registries import retention

log = logging.getLogger(__name__)
Sweep = Callable[[], object]

MINUTE: list[tuple[str, Sweep]] = [
    ("moderation.read_unread", moderation.read_unread),
    ("moderation.alert_waiting", moderation.alert_waiting),
    ("notifications.deliver_due", notifications.deliver_due),
    ("care.work_imports", care.work_imports),
    ("audit.seal_chain", audit.seal_chain),
]
HOUR: list[tuple[str, Sweep]] = [
    ("groups.pass_on_requests", groups.pass_on_requests),
    ("groups.close_unkept_groups", groups.close_unkept_groups),
    ("groups.close_ended_cohorts", groups.close_ended_cohorts),
    ("accounts.erase_due", accounts.erase_due),
    ("retention", lambda: [forget(clock.now()) for forget in retention]),
]


def _run(sweeps: list[tuple[str, Sweep]]) -> None:
    for name, sweep in sweeps:
        try:
            sweep()
        except Exception:
            log.exception("sweep %s failed; it runs again", name)


def each_minute() -> None:
    _run(MINUTE)


def each_hour() -> None:
    _run(HOUR)
