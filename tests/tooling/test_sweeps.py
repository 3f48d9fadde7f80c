"""What beat wakes: each sweep is a task of its own, so that a slow or broken one costs the others nothing."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from peersupport import retention as kept
from peersupport.celery import app
from registries import retention

EACH_HALF_MINUTE = {"moderation.climb"}
EACH_MINUTE = {
    "moderation.bring_check_backs",
    "moderation.bring_close_look_ins",
    "moderation.bring_look_ins",
    "moderation.lapse_claims",
    "moderation.rehearse",
    "moderation.read_unread",
    "moderation.alert_waiting",
    "moderation.end_due_openings",
    "moderation.end_due_sanctions",
    "notifications.deliver_due",
    "accounts.keep_ledger",
    "care.work_imports",
    "meetings.lapse_offers",
    "meetings.keep_watch",
    "meetings.hand_over_reminders",
    "meetings.mind_lives",
    "audit.seal_chain",
}
EACH_HOUR = {
    "chat.give_back_held",
    "groups.pass_on_requests",
    "groups.close_unkept_groups",
    "groups.close_ended_cohorts",
    "meetings.extend_series",
    "moderation.extend_rota",
    "stories.ask_facilitators",
    "accounts.erase_due",
    "peersupport.forget_old",
    "peersupport.tell_of_old_numbers",
}


def test_each_sweep_is_woken_on_its_own() -> None:
    woken = {30.0: set[str](), 60.0: set[str](), 3600.0: set[str]()}
    for entry in app.conf.beat_schedule.values():
        woken[entry["schedule"]].add(entry["task"])
        # A call that waited until the next one is of no more use: a queue behind schedule does not grow.
        assert entry["options"]["expires"] < entry["schedule"]
    assert woken == {30.0: EACH_HALF_MINUTE, 60.0: EACH_MINUTE, 3600.0: EACH_HOUR}


@pytest.mark.django_db(transaction=True)
def test_each_task_that_is_woken_exists_and_runs() -> None:
    app.loader.import_default_modules()
    for name in sorted(EACH_HALF_MINUTE | EACH_MINUTE | EACH_HOUR):
        app.tasks[name]()


def test_what_cannot_be_forgotten_by_one_app_is_still_forgotten_by_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[Any] = []

    def breaks(moment: Any) -> int:
        raise RuntimeError("private words")

    def counts(moment: Any) -> int:
        asked.append(moment)
        return 2

    monkeypatch.setattr(retention, "_entries", {"breaks": breaks, "counts": counts})
    with caplog.at_level(logging.WARNING):
        assert kept.forget_old() == 2
    assert len(asked) == 1
    assert "breaks" in caplog.text and "RuntimeError" in caplog.text and "private words" not in caplog.text
