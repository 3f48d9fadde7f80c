"""Nobody ends a wait by a press of a button: until somebody of the team has written, the ladder climbs again."""

from __future__ import annotations

from typing import Any

import pytest

import clock
from moderation import services
from moderation.models import Case
from moderation.services import climb, lapse_claims
from notifications.models import Notification
from tests.factories.moderation import make_case, make_crisis
from tests.moderation.acts import act, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis(ana: Any, ben: Any, mo: Any, vi: Any, group: Any) -> Case:
    case = make_crisis(ana, group)
    sent()
    return fresh(case)


def sent() -> None:
    Notification.objects.update(state="sent", sent_at=clock.now())


def told(account: Any) -> int:
    return Notification.objects.filter(account=account, kind="desk.case", state="waiting").count()


def test_taken_and_given_back_the_others_are_told_and_the_wait_goes_on(
    ben: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    act("release", ben, act("claim", ben, crisis))
    assert (told(mo), told(vi), told(ben)) == (1, 1, 0)
    assert fresh(crisis).waits_since is not None
    move_clock(6 * 60)
    assert climb() == 1


def test_only_read_is_not_yet_answered(ben: Any, crisis: Case, move_clock: Any) -> None:
    move_clock(4 * 60)
    act("acknowledge", ben, crisis)
    move_clock(8 * 60)
    assert climb() == 0
    # And the same words, read again, win no more time.
    act("acknowledge", ben, fresh(crisis))
    move_clock(9 * 60 + 5)
    assert climb() == 1


def test_what_needs_no_answer_waits_no_more_once_it_was_read(ana: Any, mo: Any, group: Any) -> None:
    unread = make_case(ana, group, kind=Case.Kind.UNREAD)
    report = make_case(ana, group, kind=Case.Kind.REPORT)
    for case in (unread, report):
        act("acknowledge", mo, fresh(case))
        assert fresh(case).waits_since is None


def test_handed_over_to_somebody_who_never_looks_it_passes_on(
    ben: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    held = act("claim", ben, crisis)
    services.hand_over(actor=ben, case=held, version=held.version, to=mo)
    sent()
    move_clock(31 * 60)
    assert lapse_claims() == 1
    assert (told(ben), told(vi), told(mo)) == (1, 1, 0)
    case = fresh(crisis)
    assert case.state == Case.State.NEW and case.waits_since is not None


def test_handed_over_while_in_contact_it_lapses_back_into_contact(
    ben: Any, mo: Any, crisis: Case, move_clock: Any
) -> None:
    act("reply", ben, crisis)
    held = fresh(crisis)
    services.hand_over(actor=ben, case=held, version=held.version, to=mo)
    move_clock(31 * 60)
    assert lapse_claims() == 1
    assert fresh(crisis).state == Case.State.CONTACTED and told(ben) == 1


def test_an_end_that_one_person_would_like_lets_nobody_wait_unheard(
    ben: Any, mo: Any, vi: Any, crisis: Case, move_clock: Any
) -> None:
    act("close", ben, act("claim", ben, crisis))
    case = fresh(crisis)
    assert case.ending_at is not None and case.waits_since is not None
    move_clock(4 * 60)
    act("close", ben, case)
    assert fresh(case).waits_since == case.waits_since, "proposed again, they began to wait anew"
    move_clock(6 * 60)
    assert climb() == 1
    assert not services.second_ending(actor=mo, case=fresh(crisis), version=fresh(crisis).version, agrees=True).is_open
    move_clock(30 * 60)
    assert climb() == 0


def test_taking_it_again_and_again_without_a_word_keeps_nobody_away(
    ana: Any, ben: Any, mo: Any, crisis: Case, move_clock: Any
) -> None:
    act("claim", ben, crisis)
    move_clock(25 * 60)
    act("claim", ben, fresh(crisis))
    move_clock(31 * 60)
    assert climb() == 1
    # With a word in between it is theirs for another half an hour.
    act("reply", ben, fresh(crisis))
    services.author_reply(actor=ana, case=fresh(crisis), words="Are you still there?")
    act("claim", ben, fresh(crisis))
    assert fresh(crisis).waits_since is None


def test_taken_given_back_and_taken_again_is_a_second_time(ben: Any, crisis: Case, move_clock: Any) -> None:
    act("release", ben, act("claim", ben, crisis))
    act("claim", ben, fresh(crisis))
    move_clock(6 * 60)
    assert climb() == 1


def test_who_would_rather_not_be_written_to_is_read_and_left_in_peace(
    ana: Any, ben: Any, crisis: Case, move_clock: Any
) -> None:
    services.decline_thread(actor=ana, case=crisis)
    act("acknowledge", ben, fresh(crisis))
    assert fresh(crisis).waits_since is None
