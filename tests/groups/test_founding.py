"""Founding a group, the team's yes, describing and ending it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditEvent
from groups import services
from groups.errors import ChangedMeanwhile, TooOften, TooSmall
from groups.ground_rules import rules_in_force
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.services import Description
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import ask, join, make_group, sign

pytestmark = pytest.mark.django_db
NIGHT = Description(name="Awake at night", summary="For long nights.", expect="Slow talk.", entry="open")


def found(actor: Any, description: Description = NIGHT, **more: Any) -> Group:
    values: dict[str, Any] = {"rules_short": "Be kind.\nTake turns.", "display_name": "Slow River"}
    return services.found_group(actor=actor, description=description, **(values | more))


def test_founding_without_the_signed_agreement_is_refused(ben: Any) -> None:
    with pytest.raises(PermissionDenied):
        found(ben)
    assert not Group.objects.exists()


def test_an_older_version_of_the_agreement_is_not_enough(ben: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services.sign_agreement(actor=ben)
    monkeypatch.setattr("groups.policies.AGREEMENT_VERSION", 2)
    with pytest.raises(PermissionDenied):
        found(ben)


def test_signing_twice_signs_once(ben: Any) -> None:
    assert services.sign_agreement(actor=ben) == services.sign_agreement(actor=ben)


def test_somebody_whose_address_is_not_confirmed_cannot_sign_or_found() -> None:
    someone = make_account(email="a@example.org", verified=False)
    with pytest.raises(PermissionDenied):
        services.sign_agreement(actor=someone)
    sign(someone)
    with pytest.raises(PermissionDenied):
        found(someone)


def test_a_new_group_waits_for_the_team_and_its_founder_keeps_it(
    ben: Any, cy: Any, mo: Any, settings: Any, heard: Any
) -> None:
    settings.FOUNDING_NEEDS_APPROVAL = True
    sign(ben)
    group = found(ben)
    keeper = Membership.objects.get(group=group)
    assert group.state == Group.State.PROPOSED
    assert (keeper.account, keeper.role, keeper.state) == (ben, "facilitator", "active")
    assert rules_in_force(group).short == "Be kind.\nTake turns."
    assert not services.needs_rules(keeper)
    assert group in Group.objects.visible_to(ben)
    assert group not in Group.objects.visible_to(cy)
    assert group not in Group.objects.visible_to(mo)
    assert Notification.objects.filter(account=mo, kind="groups.proposed").exists()
    said = {(text["kind"], text["field"]) for text in heard.of("text_published")}
    assert said == {
        ("groups.membership", "display_name"), ("groups.group", "name"), ("groups.group", "summary"),
        ("groups.group", "expect"), ("groups.groundrules", "short"),
    }  # fmt: skip
    assert all(text["inside"] for text in heard.of("text_published"))


def test_where_no_approval_is_needed_a_group_opens_at_once(ben: Any, cy: Any, settings: Any) -> None:
    settings.FOUNDING_NEEDS_APPROVAL = False
    sign(ben)
    assert found(ben) in Group.objects.visible_to(cy)


def test_on_the_first_day_of_an_account_its_group_is_read_first_everywhere(ben: Any, settings: Any) -> None:
    settings.FOUNDING_NEEDS_APPROVAL, settings.NEW_ACCOUNT_HOURS = False, 24
    sign(ben)
    assert found(ben).state == Group.State.PROPOSED


def test_sending_the_form_twice_founds_once(ben: Any) -> None:
    import uuid

    sign(ben)
    uid = uuid.uuid4()
    assert found(ben, uid=uid) == found(ben, uid=uid)
    assert Group.objects.count() == 1


def test_the_uid_of_somebody_elses_group_tells_nothing(ben: Any, cy: Any) -> None:
    sign(ben), sign(cy)
    group = found(ben)
    with pytest.raises(ValidationError) as caught:
        found(cy, uid=group.uid)
    assert caught.value.code == "used"


def test_two_groups_of_one_name_get_different_addresses(ben: Any) -> None:
    sign(ben)
    first, second = found(ben), found(ben)
    assert first.slug.startswith("awake-at-night-") and second.slug.startswith("awake-at-night-")
    assert first.slug != second.slug


def test_the_address_of_a_private_group_does_not_hold_its_name(ben: Any) -> None:
    sign(ben)
    group = found(ben, Description(name="Canary kitchen", summary="x", entry="invite"))
    assert "canary" not in group.slug and "kitchen" not in group.slug


def test_founding_many_groups_in_a_day_is_slowed(ben: Any) -> None:
    sign(ben)
    for _ in range(3):
        found(ben)
    with pytest.raises(TooOften):
        found(ben)


def test_only_open_groups_can_be_large_and_they_need_a_facilitator_here(ben: Any) -> None:
    sign(ben)
    with pytest.raises(ValidationError):
        found(ben, Description(name="Many", summary="x", entry="request", size=13))
    large = found(ben, Description(name="Many", summary="x", entry="open", size=40))
    small = found(ben, Description(name="Few", summary="x", entry="open", size=12))
    assert large.needs_facilitator_here and not small.needs_facilitator_here


@pytest.mark.parametrize("size", [2, 501])
def test_sizes_beyond_the_bounds_are_refused(ben: Any, size: int) -> None:
    sign(ben)
    with pytest.raises(ValidationError):
        found(ben, Description(name="Odd", summary="x", entry="open", size=size))


def test_a_cohort_that_ends_before_it_starts_is_refused(ben: Any) -> None:
    sign(ben)
    backwards = Description(name="Odd", summary="x", cohort_starts_on=date(2030, 2, 1), cohort_ends_on=date(2030, 1, 1))
    with pytest.raises(ValidationError):
        found(ben, backwards)


def test_a_moderator_opens_a_group_and_its_founder_hears_of_it(ben: Any, cy: Any, mo: Any) -> None:
    group = make_group(ben, state="proposed")
    services.approve_group(actor=mo, group=group)
    services.approve_group(actor=mo, group=group)
    assert group in Group.objects.visible_to(cy)
    assert Notification.objects.filter(account=ben, kind="groups.approved").count() == 1
    assert AuditEvent.objects.filter(verb="group.approved", target_uid=group.uid, actor_uid=mo.uid).count() == 1


@pytest.mark.parametrize("service", ["approve_group", "decline_group"])
def test_only_moderators_open_or_decline(ben: Any, cy: Any, ada: Any, service: str) -> None:
    group = make_group(ben, state="proposed")
    more = {"reason": "x"} if service == "decline_group" else {}
    for person in (ben, cy, ada):
        with pytest.raises(PermissionDenied):
            getattr(services, service)(actor=person, group=group, **more)
    group.refresh_from_db()
    assert group.state == "proposed"


def test_a_moderator_does_not_open_their_own_group(mo: Any) -> None:
    group = make_group(mo, state="proposed")
    with pytest.raises(PermissionDenied):
        services.approve_group(actor=mo, group=group)


def test_a_declined_group_is_known_to_its_founder_only(ben: Any, cy: Any, mo: Any, heard: Any) -> None:
    group = make_group(ben, state="proposed")
    services.decline_group(actor=mo, group=group, reason="not_opened")
    assert group in Group.objects.visible_to(ben)
    assert group not in Group.objects.visible_to(cy)
    assert "membership_ended" in heard.names()
    assert Notification.objects.filter(account=ben, kind="groups.declined").exists()


def test_describing_publishes_only_what_changed(ben: Any, open_group: Any, heard: Any) -> None:
    changed = Description(name=open_group.name, summary="Another line.", expect=open_group.expect, entry="open")
    services.describe_group(actor=ben, group=open_group, description=changed)
    assert [text["field"] for text in heard.of("text_published")] == ["summary"]


def test_a_group_that_becomes_private_leaves_the_address_with_its_name(ben: Any, client_of: Any) -> None:
    sign(ben)
    group = found(ben)
    old = group.get_absolute_url()
    assert "awake" in old
    client = client_of(ben)
    assert client.get(old).status_code == 200
    private = services.describe_group(actor=ben, group=group, description=replace(NIGHT, entry="invite"))
    assert "awake" not in private.slug
    assert client.get(old).status_code == 404 and client.get(private.get_absolute_url()).status_code == 200
    again = services.describe_group(actor=ben, group=group, description=replace(NIGHT, entry="invite", about="More."))
    assert again.slug == private.slug


def test_two_facilitators_do_not_overwrite_each_other(ben: Any, open_group: Any) -> None:
    services.describe_group(actor=ben, group=open_group, description=NIGHT, version=0)
    with pytest.raises(ChangedMeanwhile):
        services.describe_group(actor=ben, group=open_group, description=NIGHT, version=0)


def test_a_group_cannot_become_smaller_than_the_people_in_it(ben: Any, open_group: Any) -> None:
    for _ in range(4):
        join(open_group, make_account())
    with pytest.raises(TooSmall):
        services.describe_group(actor=ben, group=open_group, description=Description(name="x", summary="y", size=4))


def test_a_group_that_grows_large_needs_a_facilitator_here_from_then_on(ben: Any, open_group: Any) -> None:
    large = Description(name="x", summary="y", entry="open", size=30)
    assert services.describe_group(actor=ben, group=open_group, description=large).needs_facilitator_here


def test_members_outsiders_and_staff_do_not_describe(ana: Any, cy: Any, ada: Any, mo: Any, open_group: Any) -> None:
    join(open_group, ana)
    for person in (ana, cy, ada, mo):
        with pytest.raises(PermissionDenied):
            services.describe_group(actor=person, group=open_group, description=NIGHT)


def test_a_suspended_facilitator_does_not_act(ben: Any, open_group: Any) -> None:
    from datetime import timedelta

    import clock

    ben.suspended_until = clock.now() + timedelta(days=1)
    ben.save()
    with pytest.raises(PermissionDenied):
        services.describe_group(actor=ben, group=open_group, description=NIGHT)


def test_ending_a_group_keeps_it_readable_and_answers_everyone(
    ben: Any, ana: Any, cy: Any, asked_group: Any, heard: Any
) -> None:
    join(asked_group, ana)
    ask(asked_group, cy)
    services.make_invitation(actor=ben, group=asked_group)
    services.archive_group(actor=ben, group=asked_group)
    services.archive_group(actor=ben, group=asked_group)
    asked_group.refresh_from_db()
    assert asked_group.state == "archived" and asked_group.closed_to_posts_at
    assert asked_group in Group.objects.visible_to(ana)
    assert asked_group not in Group.objects.visible_to(cy)
    assert JoinRequest.objects.get().state == "refused"
    assert Invitation.objects.get().revoked_at
    assert heard.names().count("group_closed") == 1
    told = set(Notification.objects.filter(kind="groups.closed").values_list("account", flat=True))
    assert told == {ana.pk}


def test_a_co_facilitator_does_not_end_a_group_that_has_a_facilitator(ana: Any, open_group: Any) -> None:
    join(open_group, ana, role="co_facilitator")
    with pytest.raises(PermissionDenied):
        services.archive_group(actor=ana, group=open_group)
