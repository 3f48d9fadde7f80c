"""Coming in, agreeing to the rules, being someone, going."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import clock
from audit.models import AuditEvent
from groups import services
from groups.errors import GroupFull, NameTaken, RulesChanged, TooOften
from groups.ground_rules import rules_in_force
from groups.models import Invitation, Membership
from groups.services.blocks import NAMES_AN_HOUR
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, leave, make_group, new_rules

pytestmark = pytest.mark.django_db


def come_in(actor: Any, group: Any, name: str = "Quiet Heron", **more: Any) -> Membership:
    values: dict[str, Any] = {"rules": rules_in_force(group), "display_name": name}
    return services.join_group(actor=actor, group=group, **(values | more))


def test_somebody_joins_an_open_group_as_someone_new(ana: Any, open_group: Any, heard: Any) -> None:
    membership = come_in(ana, open_group, avatar_seed="0123456789abcdef", just_listening=True)
    assert (membership.state, membership.role, membership.display_name) == ("active", "member", "Quiet Heron")
    assert membership.avatar_seed == "0123456789abcdef" and membership.just_listening
    assert not services.needs_rules(membership)
    assert heard.of("membership_began")[0]["membership"] == membership
    assert heard.of("membership_began")[0]["inside"]
    assert [text["text"] for text in heard.of("text_published")] == ["Quiet Heron"]
    assert AuditEvent.objects.filter(verb="membership.joined", actor_uid=ana.uid).count() == 1


def test_joining_twice_gives_back_the_first_membership(ana: Any, open_group: Any, heard: Any) -> None:
    first = come_in(ana, open_group)
    again = come_in(ana, open_group, name="Other Name")
    assert first == again and again.display_name == "Quiet Heron"
    assert heard.names().count("membership_began") == 1


def test_the_same_person_has_a_name_of_its_own_in_each_group(ana: Any, ben: Any, open_group: Any) -> None:
    other = make_group(ben)
    here, there = come_in(ana, open_group, "Quiet Heron"), come_in(ana, other, "Amber Wren")
    assert here.display_name != there.display_name and here.avatar_seed != there.avatar_seed


def test_a_full_group_takes_nobody(ana: Any, ben: Any) -> None:
    group = make_group(ben, size=3)
    join(group, make_account()), join(group, make_account())
    with pytest.raises(GroupFull):
        come_in(ana, group)
    assert Membership.objects.live().filter(group=group).count() == 3


def test_a_place_that_came_free_can_be_taken(ana: Any, ben: Any) -> None:
    group = make_group(ben, size=3)
    one = join(group, make_account())
    join(group, make_account())
    leave(one)
    assert come_in(ana, group)


@pytest.mark.parametrize("entry", ["request", "invite"])
def test_only_open_groups_are_joined_directly(ana: Any, ben: Any, entry: str) -> None:
    with pytest.raises(PermissionDenied):
        come_in(ana, make_group(ben, entry=entry))


@pytest.mark.parametrize("state", ["proposed", "declined", "archived"])
def test_a_group_that_is_not_active_is_not_joined(ana: Any, ben: Any, state: str) -> None:
    with pytest.raises(PermissionDenied):
        come_in(ana, make_group(ben, state=state))


def test_an_address_that_is_not_confirmed_keeps_out_and_none_does_not(open_group: Any) -> None:
    waiting = make_account(email="a@example.org", verified=False)
    with pytest.raises(PermissionDenied):
        come_in(waiting, open_group)
    assert come_in(make_account(), open_group, "No Address")


def test_somebody_who_was_removed_does_not_come_back_but_who_left_does(
    ben: Any, dee: Any, ana: Any, open_group: Any
) -> None:
    leave(join(open_group, dee), Membership.EndReason.REMOVED)
    with pytest.raises(PermissionDenied):
        come_in(dee, open_group)
    leave(join(open_group, ana))
    assert come_in(ana, open_group)


def test_a_cohort_takes_people_until_its_first_day(ana: Any, ben: Any, move_clock: Any) -> None:
    tomorrow = clock.now().date() + timedelta(days=1)
    group = make_group(ben, cohort_starts_on=tomorrow)
    come_in(ana, group)
    move_clock(2 * 86400)
    with pytest.raises(PermissionDenied):
        come_in(make_account(), group, "Too Late")


def test_the_first_day_of_a_cohort_is_a_day_where_the_group_lives(ana: Any, ben: Any) -> None:
    # It is already the first day in Kiritimati, fourteen hours ahead, whenever it is the evening before in Greenwich.
    today_there = (clock.now() + timedelta(hours=14)).date()
    with pytest.raises(PermissionDenied):
        come_in(ana, make_group(ben, cohort_starts_on=today_there, time_zone="Pacific/Kiritimati"))


def test_rules_that_changed_while_reading_are_shown_again(ana: Any, open_group: Any) -> None:
    old = rules_in_force(open_group)
    new_rules(open_group)
    with pytest.raises(RulesChanged):
        come_in(ana, open_group, rules=old)


def test_the_rules_of_another_group_are_no_agreement(ana: Any, ben: Any, open_group: Any) -> None:
    with pytest.raises(RulesChanged):
        come_in(ana, open_group, rules=rules_in_force(make_group(ben)))


@pytest.mark.parametrize("name", ["Slow River", "slow  river", "SIow River", "Slοw River"])
def test_a_name_that_looks_like_another_is_taken(ana: Any, open_group: Any, name: str) -> None:
    with pytest.raises(NameTaken):
        come_in(ana, open_group, name)


def test_nobody_takes_the_name_of_somebody_who_left(ana: Any, cy: Any, open_group: Any) -> None:
    leave(join(open_group, ana, name="Quiet Heron"))
    with pytest.raises(NameTaken):
        come_in(cy, open_group, "Quiet Heron")
    assert come_in(ana, open_group, "Quiet Heron")


def test_nobody_takes_the_picture_of_another(ana: Any, open_group: Any) -> None:
    theirs = Membership.objects.get(group=open_group).avatar_seed
    assert come_in(ana, open_group, avatar_seed=theirs).avatar_seed != theirs


@pytest.mark.parametrize("name", ["", "Moderator", "x" * 200, "me@example.org"])
def test_a_bad_name_is_refused_and_nothing_is_stored(ana: Any, open_group: Any, name: str) -> None:
    with pytest.raises(ValidationError):
        come_in(ana, open_group, name)
    assert not Membership.objects.filter(account=ana).exists()


def test_a_new_version_of_the_rules_asks_everyone_again(ana: Any, ben: Any, open_group: Any) -> None:
    membership = come_in(ana, open_group)
    rules = services.publish_rules(actor=ben, group=open_group, short="Be kind.")
    membership.refresh_from_db()
    assert membership.state == "active" and services.needs_rules(membership)
    services.accept_rules(actor=ana, membership=membership, rules=rules)
    services.accept_rules(actor=ana, membership=membership, rules=rules)
    assert not services.needs_rules(membership)


def test_nobody_agrees_for_another_or_to_an_older_version(ana: Any, ben: Any, open_group: Any) -> None:
    membership = come_in(ana, open_group)
    old = rules_in_force(open_group)
    new = new_rules(open_group)
    with pytest.raises(PermissionDenied):
        services.accept_rules(actor=ben, membership=membership, rules=new)
    with pytest.raises(RulesChanged):
        services.accept_rules(actor=ana, membership=membership, rules=old)
    assert services.needs_rules(membership)


def test_renaming_tells_the_floors_above(ana: Any, open_group: Any, heard: Any) -> None:
    membership = come_in(ana, open_group)
    heard.clear()
    renamed = services.rename_membership(actor=ana, membership=membership, display_name="Amber Wren")
    assert renamed.display_name == "Amber Wren" and renamed.avatar_seed == membership.avatar_seed
    assert heard.names() == ["text_published", "membership_renamed"]


def test_nobody_renames_another_or_takes_a_taken_name(ana: Any, ben: Any, open_group: Any) -> None:
    membership = come_in(ana, open_group)
    with pytest.raises(PermissionDenied):
        services.rename_membership(actor=ben, membership=membership, display_name="Mine Now")
    with pytest.raises(NameTaken):
        services.rename_membership(actor=ana, membership=membership, display_name="slow river")


def test_nobody_learns_who_is_in_a_group_by_trying_names(ana: Any, cy: Any, open_group: Any) -> None:
    for _ in range(NAMES_AN_HOUR):
        with pytest.raises(NameTaken):
            come_in(ana, open_group, display_name="Slow River")
    for name in ("Slow River", "Somebody Nobody Knows"):
        with pytest.raises(TooOften):
            come_in(ana, open_group, display_name=name)
    assert not Membership.objects.filter(account=ana).exists()
    assert come_in(cy, open_group, display_name="Quiet Heron")


def test_members_do_not_try_names_either_and_another_picture_is_no_try(ana: Any, open_group: Any) -> None:
    membership = join(open_group, ana, name="Small Lantern")
    for number in range(NAMES_AN_HOUR + 5):
        services.rename_membership(
            actor=ana, membership=membership, display_name="Small Lantern", avatar_seed=f"{number}"
        )
    for _ in range(NAMES_AN_HOUR):
        with pytest.raises(NameTaken):
            services.rename_membership(actor=ana, membership=membership, display_name="Slow River")
    with pytest.raises(TooOften):
        services.rename_membership(actor=ana, membership=membership, display_name="Slow River")


def test_just_listening_is_said_and_taken_back_by_oneself(ana: Any, ben: Any, open_group: Any) -> None:
    membership = come_in(ana, open_group)
    assert services.set_just_listening(actor=ana, membership=membership, just_listening=True).just_listening
    with pytest.raises(PermissionDenied):
        services.set_just_listening(actor=ben, membership=membership, just_listening=False)


def test_leaving_is_silent(ana: Any, ben: Any, open_group: Any, heard: Any) -> None:
    membership = come_in(ana, open_group)
    services.leave_group(actor=ana, group=open_group)
    services.leave_group(actor=ana, group=open_group)
    membership.refresh_from_db()
    assert (membership.state, membership.end_reason) == ("ended", "left")
    assert heard.names().count("membership_ended") == 1
    assert heard.of("membership_ended")[0]["inside"]
    assert not Notification.objects.exists()


def test_a_facilitator_removes_a_member_with_a_reason(ben: Any, dee: Any, open_group: Any, heard: Any) -> None:
    # For who is no moderator somebody else looks first: see the tests of sanctions.
    ben.is_moderator = True
    ben.save()
    membership = join(open_group, dee)
    services.remove_member(actor=ben, membership=membership, reason="unkind")
    services.remove_member(actor=ben, membership=membership, reason="unkind")
    membership.refresh_from_db()
    assert (membership.state, membership.end_reason) == ("ended", "removed")
    assert heard.names().count("membership_ended") == 1
    assert AuditEvent.objects.filter(verb="membership.removed", reason="unkind", actor_uid=ben.uid).count() == 1


def test_a_removal_needs_a_known_reason(ben: Any, dee: Any, open_group: Any) -> None:
    membership = join(open_group, dee)
    with pytest.raises(ValueError):
        services.remove_member(actor=ben, membership=membership, reason="because")
    assert Membership.objects.live().filter(account=dee).exists()


def test_nobody_is_removed_by_a_member_an_outsider_or_staff(
    ana: Any, cy: Any, dee: Any, ada: Any, mo: Any, open_group: Any
) -> None:
    join(open_group, ana)
    membership = join(open_group, dee)
    for person in (ana, cy, ada, mo, dee):
        with pytest.raises(PermissionDenied):
            services.remove_member(actor=person, membership=membership, reason="unkind")


def test_a_facilitator_of_another_group_removes_nobody_here(cy: Any, dee: Any, open_group: Any) -> None:
    make_group(cy)
    with pytest.raises(PermissionDenied):
        services.remove_member(actor=cy, membership=join(open_group, dee), reason="unkind")


def test_a_co_facilitator_removes_members_but_not_keepers(ana: Any, ben: Any, dee: Any, open_group: Any) -> None:
    join(open_group, ana, role="co_facilitator")
    with pytest.raises(PermissionDenied):
        services.remove_member(actor=ana, membership=Membership.objects.get(account=ben), reason="unkind")
    services.remove_member(actor=ana, membership=join(open_group, dee), reason="unkind")


def test_links_of_somebody_who_goes_stop_working(ana: Any, ben: Any, open_group: Any) -> None:
    join(open_group, ana, role="co_facilitator")
    services.make_invitation(actor=ana, group=open_group)
    services.leave_group(actor=ana, group=open_group)
    assert not Invitation.objects.usable(clock.now()).exists()
