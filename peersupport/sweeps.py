"""Which sweeps run when. One that fails is logged by name and never keeps the others from running."""

from __future__ import annotations

import logging
from collections.abc import Callable

import clock
from accounts import services as accounts
from audit import services as audit
from groups import services as groups
from meetings import services as meetings
from moderation import services as moderation
from notifications import services as notifications
from registries import retention

log = logging.getLogger(__name__)
Sweep = Callable[[], object]

MINUTE: list[tuple[str, Sweep]] = [
    ("moderation.read_unread", moderation.read_unread),
    ("moderation.alert_waiting", moderation.alert_waiting),
    ("meetings.lapse_offers", meetings.lapse_offers),
    ("meetings.hand_over_reminders", meetings.hand_over_reminders),
    ("notifications.deliver_due", notifications.deliver_due),
    ("audit.seal_chain", audit.seal_chain),
]
HOUR: list[tuple[str, Sweep]] = [
    ("groups.pass_on_requests", groups.pass_on_requests),
    ("groups.close_unkept_groups", groups.close_unkept_groups),
    ("groups.close_ended_cohorts", groups.close_ended_cohorts),
    ("meetings.extend_series", meetings.extend_series),
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
