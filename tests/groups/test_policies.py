"""Each condition of each policy, taken alone: one person for whom everything fits but that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import clock
from accounts.access import can
from groups.models import Group, JoinRequest, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, leave, make_group, refresh_keeping, sign

pytestmark = pytest.mark.django_db
KEEPING = ["keep", "describe", "publish_rules", "set_room", "invite", "revoke_invitation", "archive"]
LIVE_ONLY = ["describe", "publish_rules", "set_room", "invite", "archive"]


def suspend(user: Any) -> None:
    user.suspended_until = clock.now() + timedelta(days=1)
    user.save()


def end(group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(state="archived", closed_to_posts_at=clock.now())
    group.refresh_from_db()


@pytest.mark.parametrize("policy", KEEPING)
def test_a_facilitator_keeps_the_room_until_suspended(ben: Any, open_group: Any, policy: str) -> None:
    assert can(ben, f"groups.{policy}", open_group)
    suspend(ben)
    assert not can(ben, f"groups.{policy}", open_group)


@pytest.mark.parametrize("policy", KEEPING)
def test_a_former_facilitator_keeps_nothing(ben: Any, open_group: Any, policy: str) -> None:
    leave(Membership.objects.get(account=ben))
    assert not can(ben, f"groups.{policy}", open_group)


@pytest.mark.parametrize("policy", LIVE_ONLY)
def test_a_group_that_ended_is_not_changed(ben: Any, open_group: Any, policy: str) -> None:
    end(open_group)
    assert can(ben, "groups.keep", open_group)
    assert not can(ben, f"groups.{policy}", open_group)


@pytest.mark.parametrize(
    ("entry", "policy"), [("open", "join"), ("request", "request"), ("invite", "accept_invitation")]
)
class TestComingIn:
    def test_somebody_for_whom_nothing_stands_against_it(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        assert can(ana, f"groups.{policy}", make_group(ben, entry=entry))

    def test_an_address_that_waits(self, ben: Any, entry: str, policy: str) -> None:
        waiting = make_account(email="a@example.org", verified=False)
        assert not can(waiting, f"groups.{policy}", make_group(ben, entry=entry))

    def test_a_suspended_account(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        suspend(ana)
        assert not can(ana, f"groups.{policy}", make_group(ben, entry=entry))

    def test_a_group_that_nobody_keeps(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        group = make_group(ben, entry=entry)
        leave(Membership.objects.get(group=group))
        group.refresh_from_db()
        assert not can(ana, f"groups.{policy}", group)

    def test_a_group_closed_to_posts(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        assert not can(ana, f"groups.{policy}", make_group(ben, entry=entry, closed_to_posts_at=clock.now()))

    def test_a_group_that_waits_for_the_team(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        assert not can(ana, f"groups.{policy}", make_group(ben, entry=entry, state="proposed"))

    def test_a_cohort_under_way(self, ana: Any, ben: Any, entry: str, policy: str) -> None:
        started = clock.now().date() - timedelta(days=2)
        assert not can(ana, f"groups.{policy}", make_group(ben, entry=entry, cohort_starts_on=started))

    def test_somebody_who_was_removed(self, dee: Any, ben: Any, entry: str, policy: str) -> None:
        group = make_group(ben, entry=entry)
        leave(join(group, dee), Membership.EndReason.REMOVED)
        assert not can(dee, f"groups.{policy}", group)


def test_each_door_is_for_one_kind_of_group(ana: Any, ben: Any) -> None:
    doors = {entry: make_group(ben, entry=entry) for entry in ("open", "request", "invite")}
    assert [entry for entry, group in doors.items() if can(ana, "groups.join", group)] == ["open"]
    assert [entry for entry, group in doors.items() if can(ana, "groups.request", group)] == ["request"]


def test_leaving_is_for_who_is_in(ana: Any, ben: Any, open_group: Any) -> None:
    assert can(ben, "groups.leave", open_group) and not can(ana, "groups.leave", open_group)


def test_leaving_works_for_a_suspended_member(ben: Any, open_group: Any) -> None:
    suspend(ben)
    assert can(ben, "groups.leave", open_group)


@pytest.mark.parametrize("policy", ["accept_rules", "rename"])
def test_a_membership_is_changed_by_its_person_while_it_lives(ana: Any, ben: Any, open_group: Any, policy: str) -> None:
    membership = join(open_group, ana)
    assert can(ana, f"groups.{policy}", membership) and not can(ben, f"groups.{policy}", membership)
    assert not can(ana, f"groups.{policy}", leave(membership))


@pytest.mark.parametrize("policy", ["set_role", "remove_member"])
def test_power_over_a_membership(ana: Any, ben: Any, cy: Any, open_group: Any, policy: str) -> None:
    membership, own = join(open_group, ana), Membership.objects.get(account=ben)
    make_group(cy)
    assert can(ben, f"groups.{policy}", membership)
    assert not can(ben, f"groups.{policy}", own)
    assert not can(cy, f"groups.{policy}", membership)
    suspend(ben)
    assert not can(ben, f"groups.{policy}", membership)
    ben.suspended_until = None
    ben.save()
    assert not can(ben, f"groups.{policy}", leave(membership))


def test_a_request_is_answered_while_it_waits_by_who_takes_part(ben: Any, ana: Any, mo: Any, asked_group: Any) -> None:
    request = ask(asked_group, ana, passed_on_at=clock.now())
    assert can(ben, "groups.decide_request", request) and can(mo, "groups.decide_request", request)
    for person in (ben, mo):
        suspend(person)
        assert not can(person, "groups.decide_request", request)
    request.state = JoinRequest.State.REFUSED
    assert not can(make_account(is_moderator=True), "groups.decide_request", request)


def test_a_keeper_does_not_answer_their_own_request(ben: Any, asked_group: Any) -> None:
    assert not can(ben, "groups.decide_request", ask(asked_group, ben))


def test_a_request_is_taken_back_while_it_waits(ana: Any, asked_group: Any) -> None:
    request = ask(asked_group, ana)
    assert can(ana, "groups.withdraw_request", request)
    request.state = JoinRequest.State.REFUSED
    assert not can(ana, "groups.withdraw_request", request)


def test_offering_to_keep_a_room(ana: Any, ben: Any, dee: Any, open_group: Any) -> None:
    join(open_group, ana), join(open_group, dee, state="newcomer")
    sign(ana), sign(dee)
    assert not can(ana, "groups.offer_to_keep", open_group)
    leave(Membership.objects.get(account=ben))
    refresh_keeping(open_group)
    assert can(ana, "groups.offer_to_keep", open_group)
    assert not can(dee, "groups.offer_to_keep", open_group)
    suspend(ana)
    assert not can(ana, "groups.offer_to_keep", open_group)


def test_appointing_a_keeper(ana: Any, ben: Any, mo: Any, open_group: Any) -> None:
    offered = join(open_group, ana, offers_to_keep_at=clock.now())
    mine = join(open_group, mo, offers_to_keep_at=clock.now())
    not_offered = join(open_group, make_account())
    assert not can(mo, "groups.appoint_keeper", offered)
    leave(Membership.objects.get(account=ben))
    for membership in (offered, mine, not_offered):
        membership.group.refresh_from_db()
    assert can(mo, "groups.appoint_keeper", offered)
    assert not can(ana, "groups.appoint_keeper", mine)
    assert not can(mo, "groups.appoint_keeper", mine)
    assert not can(mo, "groups.appoint_keeper", not_offered)
    offered.state = Membership.State.ENDED
    assert not can(mo, "groups.appoint_keeper", offered)


def test_only_a_proposal_is_opened(ben: Any, mo: Any, cy: Any) -> None:
    proposal = make_group(ben, state="proposed")
    assert can(mo, "groups.approve", proposal) and not can(cy, "groups.approve", proposal)
    end(proposal)
    assert not can(mo, "groups.approve", proposal)


def test_a_moderator_who_is_suspended_oversees_nothing(ben: Any, ana: Any, mo: Any, open_group: Any) -> None:
    proposal = make_group(ben, state="proposed")
    offered = join(open_group, ana, offers_to_keep_at=clock.now())
    leave(Membership.objects.get(account=ben, group=open_group))
    offered.group.refresh_from_db()
    rights = (("oversee", None), ("approve", proposal), ("appoint_keeper", offered))
    assert all(can(mo, f"groups.{name}", row) for name, row in rights)
    suspend(mo)
    assert not any(can(mo, f"groups.{name}", row) for name, row in rights)


def test_signing_and_founding_need_somebody_who_takes_part(ana: Any) -> None:
    assert can(ana, "groups.sign_agreement") and not can(ana, "groups.found")
    sign(ana)
    assert can(ana, "groups.found")
    suspend(ana)
    assert not can(ana, "groups.sign_agreement") and not can(ana, "groups.found")
