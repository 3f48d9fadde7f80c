"""Links that run out, can be taken back, and tell nothing when they do not work."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from groups import services
from groups.errors import AgreementMissing, GroupFull, InvitationGone, TooManyInvitations
from groups.ground_rules import rules_in_force
from groups.models import Group, Invitation, Membership
from tests.factories.accounts import make_account
from tests.factories.groups import join, leave, make_group, sign

pytestmark = pytest.mark.django_db


def link(ben: Any, group: Any, **more: Any) -> str:
    return services.make_invitation(actor=ben, group=group, **more)[1]


def come_in(actor: Any, group: Any, token: str, name: str = "Quiet Heron") -> Membership:
    return services.accept_invitation(actor=actor, token=token, rules=rules_in_force(group), display_name=name)


def test_a_link_lets_one_person_into_a_private_group(ana: Any, ben: Any, cy: Any, private_group: Any) -> None:
    token = link(ben, private_group)
    assert private_group not in Group.objects.visible_to(ana)
    assert come_in(ana, private_group, token).state == "active"
    assert private_group in Group.objects.visible_to(ana)
    with pytest.raises(InvitationGone):
        come_in(cy, private_group, token, "Amber Wren")


def test_only_the_hash_of_a_token_is_kept(ben: Any, private_group: Any) -> None:
    invitation, token = services.make_invitation(actor=ben, group=private_group)
    stored = Invitation.objects.values().get(pk=invitation.pk)
    assert len(token) >= 32
    assert not any(token in str(value) for value in stored.values())


def test_coming_in_twice_takes_one_use(ana: Any, ben: Any, private_group: Any) -> None:
    invitation, token = services.make_invitation(actor=ben, group=private_group, uses=3)
    assert come_in(ana, private_group, token) == come_in(ana, private_group, token)
    invitation.refresh_from_db()
    assert invitation.uses_left == 2


def test_a_link_that_ran_out_was_taken_back_or_never_was_is_gone_alike(
    ana: Any, ben: Any, private_group: Any, move_clock: Any
) -> None:
    ran_out = link(ben, private_group, days=1)
    taken_back, token = services.make_invitation(actor=ben, group=private_group, days=30)
    services.revoke_invitation(actor=ben, invitation=taken_back)
    services.revoke_invitation(actor=ben, invitation=taken_back)
    move_clock(2 * 86400)
    messages = set()
    for bad in (ran_out, token, "no-such-token"):
        with pytest.raises(InvitationGone) as caught:
            come_in(ana, private_group, bad)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_a_full_group_takes_nobody_and_the_link_keeps_its_use(ana: Any, ben: Any) -> None:
    group = make_group(ben, entry="invite", size=3)
    invitation, token = services.make_invitation(actor=ben, group=group)
    join(group, make_account()), join(group, make_account())
    with pytest.raises(GroupFull):
        come_in(ana, group, token)
    invitation.refresh_from_db()
    assert invitation.uses_left == 1


def test_somebody_removed_or_unconfirmed_does_not_come_in_by_a_link(ben: Any, dee: Any, private_group: Any) -> None:
    leave(join(private_group, dee), Membership.EndReason.REMOVED)
    token = link(ben, private_group, uses=2)
    for person in (dee, make_account(email="a@example.org", verified=False)):
        with pytest.raises(PermissionDenied):
            come_in(person, private_group, token)


def test_only_keepers_make_and_take_back_links(
    ana: Any, ben: Any, cy: Any, mo: Any, ada: Any, private_group: Any
) -> None:
    join(private_group, ana)
    make_group(cy)
    invitation, _ = services.make_invitation(actor=ben, group=private_group)
    for person in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            services.make_invitation(actor=person, group=private_group)
        with pytest.raises(PermissionDenied):
            services.revoke_invitation(actor=person, invitation=invitation)
        assert invitation not in Invitation.objects.visible_to(person)


def test_sending_the_form_twice_makes_one_link_and_shows_it_once(ben: Any, private_group: Any) -> None:
    uid = uuid.uuid4()
    first, token = services.make_invitation(actor=ben, group=private_group, uid=uid)
    again, nothing = services.make_invitation(actor=ben, group=private_group, uid=uid)
    assert first == again and token and nothing == ""


def test_the_uid_of_another_groups_link_is_not_found(ben: Any, cy: Any, private_group: Any) -> None:
    theirs, _ = services.make_invitation(actor=ben, group=private_group)
    mine, token = services.make_invitation(actor=cy, group=make_group(cy), uid=theirs.uid)
    assert mine != theirs and token


def test_open_links_have_a_limit(ben: Any, private_group: Any) -> None:
    for _ in range(20):
        link(ben, private_group)
    with pytest.raises(TooManyInvitations):
        link(ben, private_group)


def test_who_is_invited_to_keep_the_room_signs_first(ana: Any, ben: Any, private_group: Any) -> None:
    token = link(ben, private_group, role="co_facilitator")
    with pytest.raises(AgreementMissing):
        come_in(ana, private_group, token)
    sign(ana)
    assert come_in(ana, private_group, token).role == "co_facilitator"


def test_a_link_never_makes_a_facilitator(ana: Any, ben: Any, private_group: Any) -> None:
    sign(ana)
    assert come_in(ana, private_group, link(ben, private_group, role="facilitator")).role == "co_facilitator"


def test_a_co_facilitator_invites_members_only(ana: Any, ben: Any, private_group: Any) -> None:
    join(private_group, ana, role="co_facilitator")
    assert link(ana, private_group)
    with pytest.raises(PermissionDenied):
        link(ana, private_group, role="co_facilitator")


def test_links_to_a_group_that_ended_do_not_work(ana: Any, ben: Any, private_group: Any) -> None:
    token = link(ben, private_group)
    services.archive_group(actor=ben, group=private_group)
    with pytest.raises(InvitationGone):
        come_in(ana, private_group, token)
    assert not Invitation.objects.usable(clock.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_links_go_a_month_after_they_ended_and_no_other_link_goes(ben: Any, private_group: Any) -> None:
    now = clock.now()

    def made(**fields: Any) -> int:
        values = {"created_at": now - timedelta(days=40), "expires_at": now + timedelta(days=1)} | fields
        return Invitation.objects.create(group=private_group, token_hash=uuid.uuid4().hex, **values).pk

    long_ago, lately = now - timedelta(days=31), now - timedelta(days=29)
    made(expires_at=long_ago)
    made(revoked_at=long_ago)
    made(uses_left=0)
    stay = {made(), made(expires_at=lately), made(revoked_at=lately), made(uses_left=0, created_at=lately)}

    assert services.forget_old_invitations(now) == 3
    assert set(Invitation.objects.values_list("pk", flat=True)) == stay
