"""Asking to join, answering, waiting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts import services as accounts
from audit.models import AuditEvent
from groups import services
from groups.errors import AlreadyHere, GroupFull, NameTaken, NotTakingPeopleIn, RequestGone, RulesChanged, TooOften
from groups.ground_rules import rules_in_force
from groups.models import JoinRequest, Membership
from groups.services.blocks import NAMES_AN_HOUR
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, new_rules

pytestmark = pytest.mark.django_db
THREE_DAYS = 72 * 3600


def asks(actor: Any, group: Any, **more: Any) -> JoinRequest:
    values: dict[str, Any] = {"rules": rules_in_force(group), "display_name": "Quiet Heron", "words": "I lie awake."}
    return services.request_to_join(actor=actor, group=group, **(values | more))


def test_asking_tells_the_facilitators_and_publishes_the_words(
    ana: Any, ben: Any, asked_group: Any, heard: Any
) -> None:
    request = asks(ana, asked_group)
    assert request.state == "waiting"
    assert not Membership.objects.of(ana).exists()
    assert {(said["field"], said["text"]) for said in heard.of("text_published")} == {
        ("words", "I lie awake."), ("proposed_name", "Quiet Heron"),
    }  # fmt: skip
    assert Notification.objects.get(kind="groups.request_waiting").account == ben


def test_asking_twice_gives_back_the_request_that_waits(ana: Any, asked_group: Any) -> None:
    assert asks(ana, asked_group) == asks(ana, asked_group, words="Other words")
    assert JoinRequest.objects.count() == 1


def test_asking_is_for_groups_by_request_and_for_people_outside(
    ana: Any, ben: Any, open_group: Any, private_group: Any, asked_group: Any
) -> None:
    for group in (open_group, private_group):
        with pytest.raises(PermissionDenied):
            asks(ana, group)
    with pytest.raises(AlreadyHere):
        asks(ben, asked_group)


def test_nobody_asks_a_full_group_or_agrees_to_old_rules(ana: Any, ben: Any, asked_group: Any) -> None:
    old = rules_in_force(asked_group)
    new_rules(asked_group)
    with pytest.raises(RulesChanged):
        asks(ana, asked_group, rules=old)
    full = make_group(ben, entry="request", size=3)
    join(full, make_account()), join(full, make_account())
    with pytest.raises(GroupFull):
        asks(ana, full)


def test_a_yes_makes_a_member_with_the_name_they_chose(ana: Any, ben: Any, asked_group: Any, heard: Any) -> None:
    request = asks(ana, asked_group, just_listening=True)
    membership = services.accept_request(actor=ben, join_request=request)
    again = services.accept_request(actor=ben, join_request=request)
    assert membership == again
    assert (membership.account, membership.display_name, membership.state) == (ana, "Quiet Heron", "active")
    assert membership.just_listening
    assert heard.names().count("membership_began") == 1
    assert Notification.objects.filter(account=ana, kind="groups.request_answered").count() == 1
    assert AuditEvent.objects.filter(verb="request.accepted", actor_uid=ben.uid).count() == 1


def test_a_yes_after_the_rules_changed_makes_a_newcomer_who_is_asked_first(
    ana: Any, ben: Any, asked_group: Any, heard: Any
) -> None:
    request = asks(ana, asked_group)
    rules = new_rules(asked_group)
    membership = services.accept_request(actor=ben, join_request=request)
    assert membership.state == "newcomer" and services.needs_rules(membership)
    assert "membership_began" not in heard.names()
    assert not Membership.objects.visible_to(ana).exclude(account=ana).exists()
    assert services.accept_rules(actor=ana, membership=membership, rules=rules).state == "active"
    assert "membership_began" in heard.names()


def test_a_name_that_was_taken_meanwhile_does_not_stop_a_yes(ana: Any, ben: Any, cy: Any, asked_group: Any) -> None:
    request = asks(ana, asked_group)
    join(asked_group, cy, name="Quiet Heron")
    assert services.accept_request(actor=ben, join_request=request).display_name != "Quiet Heron"


def test_only_keepers_of_this_group_answer(ana: Any, cy: Any, mo: Any, ada: Any, dee: Any, asked_group: Any) -> None:
    join(asked_group, dee)
    make_group(cy, entry="request")
    request = asks(ana, asked_group)
    for person in (ana, cy, mo, ada, dee):
        for service in (services.accept_request, services.refuse_request):
            with pytest.raises(PermissionDenied):
                service(actor=person, join_request=request)
    assert JoinRequest.objects.get().state == "waiting"


def test_a_yes_does_not_fill_a_group_beyond_its_places(ana: Any, ben: Any) -> None:
    group = make_group(ben, entry="request", size=3)
    request = ask(group, ana)
    join(group, make_account()), join(group, make_account())
    with pytest.raises(GroupFull):
        services.accept_request(actor=ben, join_request=request)


def test_a_yes_after_the_cohort_began_comes_too_late(ana: Any, ben: Any) -> None:
    group = make_group(ben, entry="request", cohort_starts_on=date(2020, 1, 1))
    with pytest.raises(NotTakingPeopleIn):
        services.accept_request(actor=ben, join_request=ask(group, ana))


def test_a_yes_to_somebody_who_may_not_join_now_is_gone(ben: Any, asked_group: Any) -> None:
    waiting = make_account(email="a@example.org", verified=False)
    with pytest.raises(RequestGone):
        services.accept_request(actor=ben, join_request=ask(asked_group, waiting))


def test_a_no_is_told_and_can_be_asked_again_after_a_month(
    ana: Any, ben: Any, asked_group: Any, move_clock: Any
) -> None:
    request = asks(ana, asked_group)
    services.refuse_request(actor=ben, join_request=request)
    services.refuse_request(actor=ben, join_request=request)
    assert Notification.objects.filter(account=ana, kind="groups.request_answered").count() == 1
    with pytest.raises(PermissionDenied):
        asks(ana, asked_group)
    move_clock(31 * 86400)
    assert asks(ana, asked_group).state == "waiting"


def test_taking_a_request_back_empties_its_words(ana: Any, ben: Any, asked_group: Any) -> None:
    request = asks(ana, asked_group)
    with pytest.raises(PermissionDenied):
        services.withdraw_request(actor=ben, join_request=request)
    services.withdraw_request(actor=ana, join_request=request)
    assert services.withdraw_request(actor=ana, join_request=request).words == ""
    with pytest.raises(RequestGone):
        services.accept_request(actor=ben, join_request=request)


def test_a_request_goes_to_the_team_after_three_days_and_not_before(
    ana: Any, mo: Any, asked_group: Any, heard: Any, move_clock: Any
) -> None:
    request = asks(ana, asked_group)
    move_clock(THREE_DAYS - 60)
    assert services.pass_on_requests() == 0
    assert request not in JoinRequest.objects.visible_to(mo)
    move_clock(THREE_DAYS + 60)
    assert services.pass_on_requests() == 1
    assert services.pass_on_requests() == 0
    assert heard.of("request_waited")[0]["join_request"] == request
    assert request in JoinRequest.objects.visible_to(mo)
    assert Notification.objects.filter(account=mo, kind="groups.request_waited").count() == 1
    assert services.accept_request(actor=mo, join_request=request).account == ana


def test_a_moderator_does_not_answer_their_own_request(mo: Any, asked_group: Any) -> None:
    request = ask(asked_group, mo, passed_on_at=clock.now())
    with pytest.raises(PermissionDenied):
        services.accept_request(actor=mo, join_request=request)


def test_requests_of_somebody_who_goes_are_taken_back(ana: Any, ben: Any, asked_group: Any) -> None:
    request = asks(ana, asked_group)
    accounts.request_erasure(actor=ana)
    request.refresh_from_db()
    assert (request.state, request.words) == ("withdrawn", "")
    assert not JoinRequest.objects.visible_to(ben).exists()


def test_nobody_learns_who_is_in_a_group_by_asking_under_many_names(ana: Any, asked_group: Any) -> None:
    for _ in range(NAMES_AN_HOUR):
        with pytest.raises(NameTaken):
            asks(ana, asked_group, display_name="Slow River")
    with pytest.raises(TooOften):
        asks(ana, asked_group, display_name="Slow River")
    assert not JoinRequest.objects.exists()


def test_many_requests_in_a_day_are_slowed(ana: Any, ben: Any) -> None:
    from groups.errors import TooOften

    for _ in range(10):
        asks(ana, make_group(ben, entry="request"))
    with pytest.raises(TooOften):
        asks(ana, make_group(ben, entry="request"))


def test_waiting_requests_are_settled_when_the_person_comes_in_another_way(
    ana: Any, ben: Any, asked_group: Any
) -> None:
    request = asks(ana, asked_group)
    _, token = services.make_invitation(actor=ben, group=asked_group)
    services.accept_invitation(actor=ana, token=token, rules=rules_in_force(asked_group), display_name="Quiet Heron")
    request.refresh_from_db()
    assert request.state == "accepted"
    assert timedelta(0) <= clock.now() - request.decided_at
