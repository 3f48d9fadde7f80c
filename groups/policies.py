"""Who may do what with groups. `may_take_part` is the one gate before every joining, asking and founding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules import predicate

import clock
from accounts.access import can, declare
from accounts.ages import Ages, ages_of, fits, keeps_the_young
from accounts.policies import consent_is_in_force
from accounts.standing import once, sees
from groups.agreement import AGREEMENT_VERSION
from groups.models import AgeMove, FacilitatorAgreement, Group, JoinRequest, Membership
from groups.querysets import oversees

# After a refusal the same group can be asked again once things may have changed.
ASK_AGAIN_AFTER = timedelta(days=30)


def today_in(group: Group) -> date:
    """The calendar day where the group lives."""
    try:
        zone = ZoneInfo(group.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return clock.now().astimezone(zone).date()


def membership_of(user: Any, group: Group | None) -> Membership | None:
    """The live membership that is `user` in `group`, or None."""
    if group is None:
        return None
    mine = Membership.objects.of(user).filter(group=group)
    found: Membership | None = once(("groups.membership", user.pk, group.pk), mine.first)
    return found


def has_signed(user: Any) -> bool:
    """Has `user` signed the facilitator agreement that is in force?"""
    if not getattr(user, "is_authenticated", False):
        return False
    return FacilitatorAgreement.objects.filter(account=user, version=AGREEMENT_VERSION).exists()


@predicate
def may_take_part(user: Any, obj: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and can(user, "accounts.may_join_groups")


@predicate
def participates(user: Any, obj: Any) -> bool:
    """Signed in, and neither suspended nor on the way out."""
    return can(user, "accounts.participate")


@predicate
def agrees_now(user: Any, obj: Any) -> bool:
    """Who took their agreement back rests in every group until they renew it."""
    return bool(getattr(user, "is_authenticated", False)) and consent_is_in_force(user)


@predicate
def signed_agreement(user: Any, obj: Any) -> bool:
    return has_signed(user)


@predicate
def sees_group(user: Any, group: Group | None) -> bool:
    return group is not None and sees(user, group)


@predicate
def takes_people_in(user: Any, group: Group | None) -> bool:
    """Active, kept, not closed, and no cohort that has already started."""
    if group is None or group.state != Group.State.ACTIVE or group.closed_to_posts_at or group.unkept_since:
        return False
    return group.cohort_starts_on is None or today_in(group) < group.cohort_starts_on


@predicate
def is_open(user: Any, group: Group | None) -> bool:
    return group is not None and group.entry == Group.Entry.OPEN


@predicate
def is_by_request(user: Any, group: Group | None) -> bool:
    return group is not None and group.entry == Group.Entry.REQUEST


@predicate
def is_of_its_ages(user: Any, group: Group | None) -> bool:
    """As a member: nobody comes into a group of the other side of 18."""
    return group is not None and fits(user, group.ages, keeping=False)


@predicate
def could_keep_it(user: Any, group: Group | None) -> bool:
    return group is not None and fits(user, group.ages, keeping=True)


@predicate
def is_adult(user: Any, obj: Any) -> bool:
    return ages_of(user) is Ages.ADULTS


@predicate
def is_approved_for_young(user: Any, obj: Any) -> bool:
    return keeps_the_young(user)


@predicate
def has_a_role_to_change(user: Any, membership: Membership | None) -> bool:
    """Who is under 18 keeps no room: nobody lays that on them."""
    if membership is None:
        return False
    return membership.group.ages == Ages.ADULTS or membership.role != Membership.Role.MEMBER


@predicate
def was_removed(user: Any, group: Group | None) -> bool:
    ended = Membership.objects.filter(group=group, account=user, end_reason__in=Membership.NO_WAY_BACK)
    return group is not None and ended.exists()


@predicate
def was_refused_lately(user: Any, group: Group | None) -> bool:
    since = clock.now() - ASK_AGAIN_AFTER
    refused = JoinRequest.objects.filter(
        group=group, account=user, state=JoinRequest.State.REFUSED, decided_at__gt=since
    )
    return group is not None and refused.exists()


@predicate
def is_member(user: Any, group: Group | None) -> bool:
    return membership_of(user, group) is not None


@predicate
def is_active_member(user: Any, group: Group | None) -> bool:
    mine = membership_of(user, group)
    return mine is not None and mine.state in {Membership.State.ACTIVE, Membership.State.PAUSED}


@predicate
def keeps_group(user: Any, group: Group | None) -> bool:
    """An active facilitator or co-facilitator of the group."""
    mine = membership_of(user, group)
    return mine is not None and mine.keeps_the_room


@predicate
def leads_group(user: Any, group: Group | None) -> bool:
    """A facilitator; a co-facilitator where no facilitator is left."""
    mine = membership_of(user, group)
    if mine is None or not mine.keeps_the_room:
        return False
    if mine.role == Membership.Role.FACILITATOR:
        return True
    return not Membership.objects.keepers().filter(group=group, role=Membership.Role.FACILITATOR).exists()


@predicate
def is_unkept(user: Any, group: Group | None) -> bool:
    return group is not None and group.state == Group.State.ACTIVE and group.unkept_since is not None


@predicate
def is_for_the_young(user: Any, group: Group | None) -> bool:
    return group is not None and group.ages == Ages.UNDER_18


@predicate
def is_live_group(user: Any, group: Group | None) -> bool:
    return group is not None and group.state in {Group.State.ACTIVE, Group.State.PROPOSED}


@predicate
def is_moderator(user: Any, obj: Any) -> bool:
    return oversees(user)


@predicate
def founded_it(user: Any, group: Group | None) -> bool:
    return group is not None and group.founded_by_id == getattr(user, "pk", None)


@predicate
def is_proposed(user: Any, group: Group | None) -> bool:
    return group is not None and group.state == Group.State.PROPOSED


# -- about one membership ---------------------------------------------------------------------------------------------
@predicate
def is_own(user: Any, row: Any) -> bool:
    """The membership, request or mute is the person's own."""
    return row is not None and row.account_id is not None and row.account_id == getattr(user, "pk", None)


@predicate
def made_block(user: Any, block: Any) -> bool:
    """Only who made a block knows of it."""
    return block is not None and block.blocker_id == getattr(user, "pk", None)


@predicate
def is_live(user: Any, membership: Membership | None) -> bool:
    return membership is not None and membership.state != Membership.State.ENDED


@predicate
def sees_name(user: Any, membership: Membership | None) -> bool:
    return membership is not None and sees(user, membership)


@predicate
def keeps_their_group(user: Any, row: Any) -> bool:
    return row is not None and bool(keeps_group(user, row.group))


@predicate
def leads_their_group(user: Any, membership: Membership | None) -> bool:
    return membership is not None and bool(leads_group(user, membership.group))


@predicate
def keeps_too(user: Any, membership: Membership | None) -> bool:
    return membership is not None and membership.role != Membership.Role.MEMBER


@predicate
def offered_to_keep(user: Any, membership: Membership | None) -> bool:
    return (
        membership is not None and membership.offers_to_keep_at is not None and bool(is_unkept(user, membership.group))
    )


# -- about going over to the other side of 18 -------------------------------------------------------------------------
@predicate
def is_their_own(user: Any, account: Any) -> bool:
    return account is not None and account.pk == getattr(user, "pk", None)


@predicate
def is_under_18(user: Any, obj: Any) -> bool:
    return ages_of(user) is Ages.UNDER_18


@predicate
def goes_over_already(user: Any, obj: Any) -> bool:
    return AgeMove.objects.of(user).exists()


@predicate
def waits_for_a_human(user: Any, move: AgeMove | None) -> bool:
    return move is not None and move.answered_at is None


@predicate
def saw_it(user: Any, move: AgeMove | None) -> bool:
    """Two of the team look where the person did not ask: it can bring somebody among the young."""
    return move is not None and move.seen_by_id is not None and move.seen_by_id == getattr(user, "pk", None)


@predicate
def says_goodbye(user: Any, move: AgeMove | None) -> bool:
    """Not while the team holds them for too young to be here: they are moved nowhere."""
    waits = move is not None and move.goodbye_until is not None and move.done_at is None
    return waits and ages_of(user) is not None


# -- about one request ------------------------------------------------------------------------------------------------
@predicate
def is_waiting(user: Any, request: JoinRequest | None) -> bool:
    return request is not None and request.state == JoinRequest.State.WAITING


@predicate
def was_passed_on(user: Any, request: JoinRequest | None) -> bool:
    return request is not None and request.passed_on_at is not None


# An active group that is open or by request is seen by everybody of its ages, so sight is not asked a second time.
entering = may_take_part & takes_people_in & ~was_removed & is_of_its_ages
keeping = participates & keeps_group
stepping_in = may_take_part & signed_agreement & is_for_the_young & is_unkept & could_keep_it

declare(
    groups=dict(
        discover=predicate(lambda user, obj=None: True, name="anybody"),
        view=sees_group,
        sign_agreement=may_take_part & is_adult,
        found=may_take_part & is_adult & signed_agreement,
        found_for_young=may_take_part & signed_agreement & is_approved_for_young,
        join=entering & is_open,
        request=entering & is_by_request & ~was_refused_lately,
        # The link itself is the sight of the group, so `sees_group` is not asked.
        accept_invitation=may_take_part & takes_people_in & ~was_removed & (is_of_its_ages | could_keep_it),
        withdraw_request=is_own & is_waiting,
        decide_request=participates & is_waiting & ~is_own & (keeps_their_group | (is_moderator & was_passed_on)),
        leave=is_member,
        accept_rules=is_own & is_live,
        # Who is suspended still reads, and is who they are.
        rename=agrees_now & is_own & is_live,
        view_members=agrees_now & is_active_member,
        keep=keeping,
        describe=keeping & is_live_group,
        publish_rules=keeping & is_live_group,
        set_room=keeping & is_live_group,
        invite=keeping & takes_people_in,
        revoke_invitation=keeping,
        archive=participates & leads_group & is_live_group,
        set_role=participates & leads_their_group & ~is_own & is_live & has_a_role_to_change,
        # Keepers remove members; one of themselves only who leads. Nobody removes themselves, they leave.
        remove_member=participates & ~is_own & is_live & ((keeps_their_group & ~keeps_too) | leads_their_group),
        offer_to_keep=participates & is_active_member & is_unkept & signed_agreement & could_keep_it,
        # Nobody in a group of the young can offer to keep it: whom the team trusts may step in.
        step_in=stepping_in & ~was_removed & ~is_member,
        appoint_keeper=is_moderator & ~is_own & is_live & offered_to_keep,
        hide_name=sees_name & ~is_own,
        unblock=made_block,
        unmute=is_own,
        oversee=is_moderator,
        ask_to_move=participates & is_their_own & is_under_18 & ~goes_over_already,
        propose_move=is_moderator,
        answer_move=is_moderator & waits_for_a_human & ~is_own & ~saw_it,
        move_over=is_own & says_goodbye,
        approve=is_moderator & is_proposed & ~founded_it,
    )
)
