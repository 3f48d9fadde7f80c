"""One row that fails costs the others nothing."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.models import Case
from moderation.services import alert_waiting, sweeps
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, make_case

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_that_cannot_be_told_of_does_not_keep_the_others_untold(
    ana: Any, cy: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = make_case(ana), make_case(cy)
    mo = make_account("late", is_moderator=True)
    tell = sweeps.alert

    def broken(case: Case) -> bool:
        told = tell(case)
        if case == first:
            raise RuntimeError(CRISIS)
        return told

    monkeypatch.setattr(sweeps, "alert", broken)
    assert alert_waiting() == 1
    # Nothing is half done: the first one is tried again, the second one is told.
    assert [row.about_uid for row in Notification.objects.filter(account=mo)] == [second.uid]
    assert "RuntimeError" in caplog.text and CRISIS not in caplog.text
    monkeypatch.undo()
    assert alert_waiting() == 1
