"""The ladder and its rehearsal: each rung in time and once, whoever is killed meanwhile; the way is tried each hour."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

import clock
from moderation import services
from moderation.models import Case, Rehearsal, Rung
from moderation.services import climb, lapse_claims, rehearse
from notifications.models import Notification
from tests.factories.accounts import make_account, reach_by_mail
from tests.factories.moderation import make_case, make_crisis, make_shift
from tests.meetings.test_killed_worker import killed_at
from tests.moderation.acts import act, fresh, told

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = (5, 10, 20)


@pytest.fixture
def admin(db: Any) -> Any:
    return make_account("admin", is_staff=True, email="admin@example.org")


def rungs(case: Case) -> list[int]:
    return list(case.rungs.order_by("step").values_list("step", flat=True))


def sent() -> None:
    """Everything in the outbox has gone out."""
    Notification.objects.update(state="sent", sent_at=clock.now())


def test_who_is_on_duty_is_told_again_then_every_moderator_then_the_admins(
    client_of: Any, ana: Any, mo: Any, vi: Any, admin: Any, group: Any, move_clock: Any
) -> None:
    make_shift(mo, hours=9)
    case = make_crisis(ana, group)
    sent()
    assert (told(mo), told(vi)) == (1, 0)
    assert climb() == 0
    seen = []
    for minutes in MINUTES:
        move_clock(minutes * 60 - 5)
        assert climb() == 0
        move_clock(minutes * 60 + 5)
        assert climb() == 1 and climb() == 0
        sent()
        seen.append((told(mo), told(vi), told(admin, "desk.unanswered")))
    assert seen == [(2, 0, 0), (3, 1, 0), (3, 1, 1)]
    assert rungs(case) == [1, 2, 3]
    # Admins see no case: only that somebody waits.
    row = Notification.objects.get(account=admin)
    assert (row.about_kind, row.about_uid) == ("", None)
    home = client_of(admin).get("/home/").content.decode()
    assert "Nobody of the team has looked yet" in home and str(case.uid) not in home and case.label not in home
    assert "Nobody of the team has looked yet" not in client_of(vi).get("/home/").content.decode()
    act("acknowledge", vi, fresh(case))
    assert "Nobody of the team has looked yet" not in client_of(admin).get("/home/").content.decode()


@pytest.mark.parametrize("how", ["claim", "reply"])
def test_it_ends_as_soon_as_somebody_takes_it_or_writes(
    how: str, ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any
) -> None:
    case = make_crisis(ana, group)
    act(how, mo, fresh(case))
    move_clock(25 * 60)
    assert climb() == 0 and rungs(case) == []


def test_new_words_begin_a_new_wait_from_below(ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any) -> None:
    case = make_crisis(ana, group)
    move_clock(6 * 60)
    assert climb() == 1
    act("acknowledge", mo, fresh(case))
    make_crisis(ana, group)
    move_clock(11 * 60 + 5)
    assert climb() == 1
    assert [row.step for row in Rung.objects.order_by("told_at", "id")] == [1, 1]


def test_a_claim_that_lapses_begins_a_new_wait(ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any) -> None:
    case = make_crisis(ana, group)
    act("claim", mo, fresh(case))
    move_clock(31 * 60)
    assert climb() == 0 and lapse_claims() == 1
    move_clock(36 * 60 + 5)
    assert climb() == 1 and rungs(case) == [1]


def test_a_ladder_that_stood_still_skips_no_rung(ana: Any, mo: Any, admin: Any, group: Any, move_clock: Any) -> None:
    case = make_crisis(ana, group)
    sent()
    move_clock(3600)
    assert climb() == 3 and rungs(case) == [1, 2, 3]
    assert told(admin, "desk.unanswered") == 1


def test_worries_reports_and_who_is_about_it_are_left_alone(
    ana: Any, mo: Any, vi: Any, group: Any, move_clock: Any
) -> None:
    make_case(ana, group, kind=Case.Kind.WORRY)
    make_case(ana, group, kind=Case.Kind.REPORT)
    mine = make_case(mo)
    sent()
    move_clock(3600)
    assert climb() == 3
    assert set(Rung.objects.values_list("case", flat=True)) == {mine.pk}
    assert told(mo) == 0


# -- killed -----------------------------------------------------------------------------------------------------------


def work(question: int | None) -> int:
    """A worker of its own that climbs, and is killed at `question`. Returns the signal that ended it, or 0."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            if question is not None:
                connection.execute_wrappers.append(killed_at(question))
            climb()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def test_every_rung_comes_in_time_and_once_with_the_worker_killed_in_half_of_them(
    mo: Any, vi: Any, admin: Any, move_clock: Callable[[float], None]
) -> None:
    began = clock.now()
    cases = [make_case(make_account()) for _ in range(8)]
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(waits_since=began + timedelta(seconds=37 * number))
    sent()
    dice, ended = random.Random(7), Counter[int]()
    # A worker wakes each half a minute, and every second one is killed somewhere on its way.
    for tick in range(1, 54):
        move_clock((began + timedelta(seconds=30 * tick) - datetime.now(UTC)).total_seconds())
        ended[work(dice.randint(2, 14) if tick % 2 else None)] += 1
        sent()
    assert ended[signal.SIGKILL] >= 8, "it was hardly ever killed"
    rows = list(Rung.objects.all())
    assert len(rows) == len(cases) * len(MINUTES) == len({(row.case_id, row.step) for row in rows})
    late = [row.told_at - row.due_at for row in rows]
    assert min(late) >= timedelta(0) and max(late) <= timedelta(seconds=60)
    # And each told whom it is for, once a rung. One message of each kind waits at a time, so admins hear once a round.
    about = Counter(Notification.objects.filter(account=mo, kind="desk.case").values_list("about_uid", flat=True))
    assert about == Counter({case.uid: 1 + 2 for case in cases})
    assert told(admin, "desk.unanswered") >= 1


# -- the rehearsal ----------------------------------------------------------------------------------------------------


def test_the_rehearsal_walks_the_whole_way_each_hour_and_pages_nobody(client_of: Any, mo: Any, move_clock: Any) -> None:
    reach_by_mail(mo)
    late = "The alarm did not try itself"
    assert late in client_of(mo).get("/desk/").content.decode()
    assert rehearse()
    assert not rehearse(), "twice within the hour"
    assert Rehearsal.objects.get().arrived_at is not None
    assert not Case.objects.exists() and not Notification.objects.exists()
    assert late not in client_of(mo).get("/desk/").content.decode()
    move_clock(3601)
    assert rehearse() and Rehearsal.objects.count() == 2


def test_workers_that_are_gone_show_on_the_desk_by_themselves(
    client_of: Any, mo: Any, ben: Any, group: Any, move_clock: Any
) -> None:
    reach_by_mail(mo)
    rehearse()
    move_clock(74 * 60)
    assert "The alarm did not try itself" not in client_of(mo).get("/desk/").content.decode()
    move_clock(76 * 60)
    assert "The alarm did not try itself" in client_of(mo).get("/desk/").content.decode()
    assert "The alarm did not try itself" not in client_of(ben).get("/desk/").content.decode()


@pytest.mark.parametrize("what", ["reader", "alert", "outbox", "broken"])
def test_a_way_that_is_broken_anywhere_does_not_arrive(
    what: str, request: Any, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "reader":
        request.getfixturevalue("engine")("raises")
    if what in ("reader", "outbox", "broken"):
        request.getfixturevalue("mo")
    if what == "outbox":
        moment = clock.now() - timedelta(minutes=10)
        Notification.objects.create(account=ana, kind="desk.case", due_at=moment)
    if what == "broken":
        monkeypatch.setattr("moderation.services.rehearsal.open_or_join", lambda **kwargs: 1 / 0)
    assert not rehearse()
    row = Rehearsal.objects.get()
    assert (row.arrived_at, row.stopped_at) == (None, what)
    assert not Case.objects.exists()


def test_rehearsals_are_forgotten_after_a_month(mo: Any, move_clock: Any) -> None:
    rehearse()
    services.forget_closed(clock.now())
    assert Rehearsal.objects.exists()
    move_clock(31 * 24 * 3600)
    services.forget_closed(clock.now())
    assert not Rehearsal.objects.exists()


def test_the_alarm_that_would_reach_nobody_by_mail_does_not_count_as_heard(client_of: Any, mo: Any) -> None:
    assert not rehearse() and Rehearsal.objects.get().stopped_at == "alert"
    page = client_of(mo).get("/desk/").content.decode()
    assert "The alarm did not try itself" in page and "You have no mail address here" in page
