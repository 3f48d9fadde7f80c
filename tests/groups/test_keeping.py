"""Rules, roles, the room, and groups that nobody keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import services as accounts
from groups import services
from groups.errors import AgreementMissing, ChangedMeanwhile
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Membership
from notifications.models import Notification
from tests.factories.groups import join, leave, make_group, sign

pytestmark = pytest.mark.django_db
THREE_DAYS = 72 * 3600
ROOM: dict[str, Any] = {
    "pinned_note": "We meet on Tuesday.", "slow_mode_seconds": 30,
    "needs_facilitator_here": True, "sensitivity": "careful",
}  # fmt: skip


def test_publishing_rules_makes_a_version_and_the_same_words_do_not(ben: Any, open_group: Any, heard: Any) -> None:
    rules = services.publish_rules(actor=ben, group=open_group, short="Be kind.", long="At length.")
    same = services.publish_rules(actor=ben, group=open_group, short="Be kind.", long="At length.")
    assert rules == same and rules.version == 2
    assert [said["field"] for said in heard.of("text_published")] == ["short", "long"]
    assert not services.needs_rules(Membership.objects.get(account=ben))


def test_two_facilitators_do_not_publish_over_each_other(ben: Any, open_group: Any) -> None:
    services.publish_rules(actor=ben, group=open_group, short="One.", after=1)
    with pytest.raises(ChangedMeanwhile):
        services.publish_rules(actor=ben, group=open_group, short="Two.", after=1)
    assert rules_in_force(open_group).short == "One."


def test_rules_without_words_or_beyond_the_length_are_refused(ben: Any, open_group: Any) -> None:
    for short in ("", " \u202e ", "x" * 801):
        with pytest.raises(ValidationError):
            services.publish_rules(actor=ben, group=open_group, short=short)
    assert GroundRules.objects.count() == 1


def test_room_settings_are_set_and_only_a_new_note_is_published(ben: Any, open_group: Any, heard: Any) -> None:
    group = services.set_room_settings(actor=ben, group=open_group, **ROOM)
    assert (group.slow_mode_seconds, group.needs_facilitator_here, group.sensitivity) == (30, True, "careful")
    services.set_room_settings(actor=ben, group=open_group, **ROOM)
    assert [said["text"] for said in heard.of("text_published")] == ["We meet on Tuesday."]


def test_a_setting_that_does_not_exist_is_refused(ben: Any, open_group: Any) -> None:
    with pytest.raises(ValidationError):
        services.set_room_settings(actor=ben, group=open_group, **(ROOM | {"sensitivity": "off"}))


def test_nobody_else_sets_the_room_or_its_rules(ana: Any, cy: Any, mo: Any, ada: Any, open_group: Any) -> None:
    join(open_group, ana)
    make_group(cy)
    for person in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            services.set_room_settings(actor=person, group=open_group, **ROOM)
        with pytest.raises(PermissionDenied):
            services.publish_rules(actor=person, group=open_group, short="Mine.")


def test_a_role_needs_the_signed_agreement(ana: Any, ben: Any, open_group: Any) -> None:
    membership = join(open_group, ana)
    with pytest.raises(AgreementMissing):
        services.set_role(actor=ben, membership=membership, role="co_facilitator")
    sign(ana)
    assert services.set_role(actor=ben, membership=membership, role="co_facilitator").role == "co_facilitator"
    assert Notification.objects.filter(account=ana, kind="groups.role_set").count() == 1


def test_roles_are_given_by_facilitators_only_and_never_to_oneself(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, open_group: Any
) -> None:
    sign(ana), sign(cy)
    mine = join(open_group, ana, role="co_facilitator")
    theirs = join(open_group, cy)
    for person in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            services.set_role(actor=person, membership=theirs, role="facilitator")
    with pytest.raises(PermissionDenied):
        services.set_role(actor=ana, membership=mine, role="facilitator")
    with pytest.raises(PermissionDenied):
        services.set_role(actor=ben, membership=Membership.objects.get(account=ben), role="member")


def test_a_role_that_was_given_is_told_inside_the_transaction_and_the_same_role_is_not(
    ana: Any, ben: Any, open_group: Any, heard: Any
) -> None:
    membership = join(open_group, ana)
    sign(ana)
    for _ in range(2):
        services.set_role(actor=ben, membership=membership, role="co_facilitator")
    [told] = heard.of("role_changed")
    assert told["membership"] == membership and told["inside"]


def test_a_co_facilitator_leads_where_no_facilitator_is_left(ana: Any, ben: Any, cy: Any, open_group: Any) -> None:
    sign(cy)
    join(open_group, ana, role="co_facilitator")
    other = join(open_group, cy)
    services.leave_group(actor=ben, group=open_group)
    open_group.refresh_from_db()
    assert open_group.unkept_since is None
    assert services.set_role(actor=ana, membership=other, role="facilitator").role == "facilitator"


def test_a_group_is_marked_when_its_last_keeper_leaves(
    ben: Any, ana: Any, mo: Any, open_group: Any, heard: Any
) -> None:
    join(open_group, ana)
    services.leave_group(actor=ben, group=open_group)
    open_group.refresh_from_db()
    assert open_group.unkept_since is not None and open_group.closed_to_posts_at is None
    assert heard.of("group_unkept")[0]["group"] == open_group
    assert Notification.objects.filter(account=mo, kind="groups.unkept").count() == 1


def test_a_member_who_leaves_marks_nothing(ana: Any, open_group: Any, heard: Any) -> None:
    join(open_group, ana)
    services.leave_group(actor=ana, group=open_group)
    assert "group_unkept" not in heard.names()


def test_an_unkept_group_takes_nobody_in(ana: Any, ben: Any, open_group: Any) -> None:
    services.leave_group(actor=ben, group=open_group)
    with pytest.raises(PermissionDenied):
        services.join_group(actor=ana, group=open_group, rules=rules_in_force(open_group), display_name="Quiet Heron")


def test_an_unkept_group_closes_after_three_days_and_tells_its_members(
    ana: Any, ben: Any, open_group: Any, heard: Any, move_clock: Any
) -> None:
    join(open_group, ana)
    services.leave_group(actor=ben, group=open_group)
    move_clock(THREE_DAYS - 60)
    assert services.close_unkept_groups() == 0
    move_clock(THREE_DAYS + 60)
    assert services.close_unkept_groups() == 1
    assert services.close_unkept_groups() == 0
    open_group.refresh_from_db()
    assert open_group.closed_to_posts_at is not None
    assert heard.names().count("group_closed") == 1
    assert Notification.objects.filter(account=ana, kind="groups.closed").count() == 1


def test_a_kept_group_is_never_closed(open_group: Any, move_clock: Any) -> None:
    move_clock(30 * 86400)
    assert services.close_unkept_groups() == 0
    open_group.refresh_from_db()
    assert open_group.unkept_since is None and open_group.closed_to_posts_at is None


def test_somebody_who_offers_and_is_appointed_opens_the_group_again(
    ana: Any, ben: Any, mo: Any, open_group: Any, heard: Any, move_clock: Any
) -> None:
    membership = join(open_group, ana)
    services.leave_group(actor=ben, group=open_group)
    move_clock(THREE_DAYS + 60)
    services.close_unkept_groups()
    with pytest.raises(PermissionDenied):
        services.offer_to_keep(actor=ana, group=open_group)
    with pytest.raises(PermissionDenied):
        services.appoint_keeper(actor=mo, membership=membership)
    sign(ana)
    services.offer_to_keep(actor=ana, group=open_group)
    services.offer_to_keep(actor=ana, group=open_group)
    for person in (ana, ben):
        with pytest.raises(PermissionDenied):
            services.appoint_keeper(actor=person, membership=membership)
    services.appoint_keeper(actor=mo, membership=membership)
    open_group.refresh_from_db()
    assert open_group.unkept_since is None and open_group.closed_to_posts_at is None
    assert "group_reopened" in heard.names()


def test_nobody_offers_to_keep_a_group_that_is_kept_or_not_theirs(ana: Any, ben: Any, cy: Any, open_group: Any) -> None:
    sign(ana), sign(cy)
    join(open_group, ana)
    with pytest.raises(PermissionDenied):
        services.offer_to_keep(actor=ana, group=open_group)
    services.leave_group(actor=ben, group=open_group)
    with pytest.raises(PermissionDenied):
        services.offer_to_keep(actor=cy, group=open_group)


def test_a_keeper_whose_account_goes_counts_as_gone_and_back_when_they_return(ben: Any, open_group: Any) -> None:
    accounts.request_erasure(actor=ben)
    open_group.refresh_from_db()
    assert open_group.unkept_since is not None
    accounts.take_back_erasure(actor=ben)
    open_group.refresh_from_db()
    assert open_group.unkept_since is None


def test_the_sweep_finds_groups_that_lost_their_keeper_without_a_step(ben: Any, open_group: Any) -> None:
    Membership.objects.filter(account=ben).update(role="member")
    services.close_unkept_groups()
    open_group.refresh_from_db()
    assert open_group.unkept_since is not None
    Membership.objects.filter(account=ben).update(role="facilitator")
    services.close_unkept_groups()
    open_group.refresh_from_db()
    assert open_group.unkept_since is None


def test_an_archived_group_is_not_opened_again_by_a_keeper(ana: Any, ben: Any, open_group: Any) -> None:
    services.archive_group(actor=ben, group=open_group)
    leave(Membership.objects.get(account=ben))
    services.close_unkept_groups()
    open_group.refresh_from_db()
    assert open_group.closed_to_posts_at is not None and open_group.unkept_since is None


def test_a_cohort_ends_on_the_day_after_its_last(ben: Any, heard: Any) -> None:
    over = make_group(ben, cohort_starts_on=date(2020, 1, 1), cohort_ends_on=date(2020, 3, 1))
    running = make_group(ben, cohort_starts_on=date(2020, 1, 1), cohort_ends_on=date(2999, 3, 1))
    assert services.close_ended_cohorts() == 1
    assert services.close_ended_cohorts() == 0
    assert Group.objects.get(pk=over.pk).state == "archived"
    assert Group.objects.get(pk=running.pk).state == "active"
    assert heard.names().count("group_closed") == 1
