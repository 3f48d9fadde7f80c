"""Who sees which rows. Each test holds something that could leak."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import services as accounts
from accounts.access import can
from groups.models import Group, JoinRequest, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, leave, make_group

pytestmark = pytest.mark.django_db


def test_private_groups_are_seen_by_their_members_only(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, private_group: Any
) -> None:
    join(private_group, ana)
    for person in (ana, ben):
        assert private_group in Group.objects.visible_to(person) and can(person, "groups.view", private_group)
    for person in (cy, mo, ada, AnonymousUser()):
        assert private_group not in Group.objects.visible_to(person)
        assert not can(person, "groups.view", private_group)


def test_somebody_who_left_a_private_group_does_not_see_it_any_more(ana: Any, private_group: Any) -> None:
    leave(join(private_group, ana))
    assert private_group not in Group.objects.visible_to(ana)


def test_names_are_seen_by_members_only(ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, open_group: Any) -> None:
    membership = join(open_group, ana)
    assert membership in Membership.objects.visible_to(ben)
    for person in (cy, mo, ada, AnonymousUser()):
        assert not Membership.objects.visible_to(person).exists()
    leave(membership)
    assert list(Membership.objects.visible_to(ana)) == [membership]


def test_a_newcomer_sees_no_names_before_the_yes(ana: Any, open_group: Any) -> None:
    membership = join(open_group, ana, state="newcomer")
    assert list(Membership.objects.visible_to(ana)) == [membership]
    assert not can(ana, "groups.view_members", open_group)


def test_somebody_on_their_way_out_is_hidden_at_once(ana: Any, ben: Any, open_group: Any) -> None:
    membership = join(open_group, ana)
    assert membership in Membership.objects.visible_to(ben)
    accounts.request_erasure(actor=ana)
    assert membership not in Membership.objects.visible_to(ben)


def test_kept_by_is_for_keepers_of_that_group(ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, open_group: Any) -> None:
    join(open_group, ana)
    elsewhere = make_group(cy)
    assert set(Group.objects.kept_by(ben)) == {open_group}
    assert set(Group.objects.kept_by(cy)) == {elsewhere}
    assert Membership.objects.kept_by(ben).count() == 2
    for person in (ana, mo, ada, AnonymousUser()):
        assert not Group.objects.kept_by(person).exists()
        assert not Membership.objects.kept_by(person).exists()


def test_requests_are_seen_by_who_asked_and_by_keepers(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, asked_group: Any
) -> None:
    make_group(cy, entry="request")
    request = ask(asked_group, ana)
    for person in (ana, ben):
        assert request in JoinRequest.objects.visible_to(person)
    for person in (cy, mo, ada, AnonymousUser()):
        assert request not in JoinRequest.objects.visible_to(person)


def test_an_answered_request_leaves_the_worklist(ana: Any, ben: Any, asked_group: Any) -> None:
    request = ask(asked_group, ana, state="refused")
    assert request not in JoinRequest.objects.visible_to(ben)
    assert request in JoinRequest.objects.visible_to(ana)


def test_the_teams_list_defers_words(mo: Any, private_group: Any) -> None:
    group = Group.objects.for_moderators().get(pk=private_group.pk)
    assert {"summary", "expect", "about", "welcome", "pinned_note"} <= group.get_deferred_fields()
    assert group.people == 1


def test_places_count_the_living_and_are_never_below_zero(ben: Any) -> None:
    group = make_group(ben, size=3)
    gone = join(group, make_account())
    join(group, make_account())
    leave(gone)
    assert [Group.objects.with_places().get(pk=group.pk).places] == [1]
    for _ in range(3):
        join(group, make_account())
    assert Group.objects.with_places().get(pk=group.pk).places == 0


@pytest.mark.parametrize(
    "policy",
    ["join", "request", "accept_invitation", "leave", "view_members", "keep", "describe", "publish_rules", "set_room",
     "invite", "revoke_invitation", "archive", "offer_to_keep", "approve", "found", "sign_agreement", "oversee"],
)  # fmt: skip
def test_a_visitor_may_do_nothing_to_a_group(open_group: Any, policy: str) -> None:
    assert not can(AnonymousUser(), f"groups.{policy}", open_group)
    assert not can(AnonymousUser(), f"groups.{policy}", None)


@pytest.mark.parametrize(
    "policy", ["accept_rules", "rename", "set_role", "remove_member", "appoint_keeper", "hide_name"]
)
def test_a_visitor_may_do_nothing_to_a_name(ben: Any, open_group: Any, policy: str) -> None:
    assert not can(AnonymousUser(), f"groups.{policy}", Membership.objects.get(group=open_group))


def test_a_visitor_answers_no_request(ana: Any, asked_group: Any) -> None:
    request = ask(asked_group, ana)
    assert not can(AnonymousUser(), "groups.decide_request", request)
    assert not can(AnonymousUser(), "groups.withdraw_request", request)
