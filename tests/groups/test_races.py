"""Two people at one door: real threads, real transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts import services as accounts
from accounts.models import Profile, RaidMode
from groups import services
from groups.errors import GroupFull
from groups.ground_rules import rules_in_force
from groups.models import AgeMove, Invitation, JoinRequest, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment; results or errors in order."""
    gate = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = call()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def live(group: Any) -> int:
    return Membership.objects.live().filter(group=group).count()


def test_the_last_place_is_taken_once() -> None:
    group = make_group(make_account(), size=3)
    join(group, make_account())
    rules = rules_in_force(group)
    people = [make_account() for _ in range(4)]
    answers = at_once(*[
        lambda person=person, number=number: services.join_group(
            actor=person, group=group, rules=rules, display_name=f"Racer {number}"
        )
        for number, person in enumerate(people)
    ])  # fmt: skip
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum(isinstance(answer, GroupFull) for answer in answers) == 3
    assert live(group) == 3


def test_the_same_person_joining_twice_at_once_is_in_once() -> None:
    group = make_group(make_account())
    rules, person = rules_in_force(group), make_account()
    answers = at_once(*[
        lambda: services.join_group(actor=person, group=group, rules=rules, display_name="Quiet Heron")
        for _ in range(3)
    ])  # fmt: skip
    assert {type(answer) for answer in answers} == {Membership}
    assert len({answer.pk for answer in answers}) == 1 and live(group) == 2


def test_one_name_goes_to_one_person() -> None:
    group = make_group(make_account())
    rules = rules_in_force(group)
    people = [make_account() for _ in range(3)]
    answers = at_once(*[
        lambda person=person: services.join_group(actor=person, group=group, rules=rules, display_name="Quiet Heron")
        for person in people
    ])  # fmt: skip
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert all(isinstance(answer, (Membership, ValidationError)) for answer in answers)


def test_two_facilitators_answering_at_once_let_one_person_in_once() -> None:
    ben = make_account()
    group = make_group(ben, entry="request")
    helper = make_account()
    join(group, helper, role="co_facilitator")
    request = ask(group, make_account())
    answers = at_once(
        lambda: services.accept_request(actor=ben, join_request=request),
        lambda: services.refuse_request(actor=helper, join_request=request),
    )
    state = JoinRequest.objects.get().state
    assert state in {"accepted", "refused"}
    assert live(group) == (3 if state == "accepted" else 2)
    assert sum(isinstance(answer, Exception) for answer in answers) == 1


def test_two_yeses_for_the_last_place_let_one_in() -> None:
    ben = make_account()
    group = make_group(ben, entry="request", size=3)
    join(group, make_account())
    requests = [ask(group, make_account()), ask(group, make_account())]
    answers = at_once(*[lambda one=one: services.accept_request(actor=ben, join_request=one) for one in requests])
    assert sum(isinstance(answer, GroupFull) for answer in answers) == 1
    assert live(group) == 3


def test_a_link_for_one_person_lets_one_person_in() -> None:
    ben = make_account()
    group = make_group(ben, entry="invite")
    _, token = services.make_invitation(actor=ben, group=group)
    rules = rules_in_force(group)
    people = [make_account() for _ in range(3)]
    answers = at_once(*[
        lambda person=person, number=number: services.accept_invitation(
            actor=person, token=token, rules=rules, display_name=f"Racer {number}"
        )
        for number, person in enumerate(people)
    ])  # fmt: skip
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert live(group) == 2 and Invitation.objects.get().uses_left == 0


def test_asking_twice_at_once_asks_once() -> None:
    group = make_group(make_account(), entry="request")
    rules, person = rules_in_force(group), make_account()
    answers = at_once(*[
        lambda: services.request_to_join(actor=person, group=group, rules=rules, display_name="Quiet Heron")
        for _ in range(3)
    ])  # fmt: skip
    assert {type(answer) for answer in answers} == {JoinRequest}
    assert JoinRequest.objects.count() == 1


def test_the_last_two_keepers_leaving_at_once_mark_the_group() -> None:
    ben, helper = make_account(), make_account()
    group = make_group(ben)
    join(group, helper, role="co_facilitator")
    at_once(
        lambda: services.leave_group(actor=ben, group=group), lambda: services.leave_group(actor=helper, group=group)
    )
    group.refresh_from_db()
    assert group.unkept_since is not None


def test_nobody_is_let_in_on_the_side_that_they_leave_at_that_moment() -> None:
    fay, mo, moa = make_trusted(), make_account(is_moderator=True), make_account(is_moderator=True)
    for number in range(4):
        group, kit = make_young_group(fay), make_young(f"kit-{number}")
        asked = ask(group, kit)
        move = services.propose_move(actor=mo, sign_in_name=kit.sign_in_name, reason="They said so.")
        at_once(
            lambda move=move: services.answer_move(actor=moa, move=move, yes=True),
            lambda asked=asked: services.accept_request(actor=fay, join_request=asked),
        )
        # Whoever was first: an adult sits in no group of the young, and nobody moved while they came in.
        band = Profile.objects.get(user=kit).age_band
        assert (band == "young") == (AgeMove.objects.get(pk=move.pk).done_at is not None)
        assert band == "minor" or not Membership.objects.live().filter(account=kit).exists()


def test_two_of_the_team_who_close_the_house_at_one_moment_close_it_once() -> None:
    team = [make_account(is_moderator=True) for _ in range(3)]
    answers = at_once(*[lambda one=one: accounts.begin_raid_mode(actor=one) for one in team])
    assert set(answers) == {RaidMode.objects.get()}
    assert accounts.end_raid_mode(actor=team[0]) == 1
