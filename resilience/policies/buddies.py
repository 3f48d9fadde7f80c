"""Who may have a buddy, ask for one, and answer. Nothing of it is for those who keep a group or are of the team."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from rules import predicate

import clock
from accounts.access import can, declare
from accounts.models import Profile, User
from accounts.policies import is_limited
from chat.models import Participant
from groups.models import Membership
from groups.policies import agrees_now, is_active_member, is_own, membership_of, participates
from resilience.beside import times_there
from resilience.models import BuddyPair, BuddyRequest
from resilience.policies.steps import speaks_there
from resilience.querysets.buddies import known_adult, may_be_asked, of_team


def settled_among(memberships: Collection[Membership]) -> list[Membership]:
    """Those who have been in their group for some time, and kept meetings there. In their order."""
    since = clock.now() - timedelta(days=settings.BUDDIES_AFTER_DAYS)
    long_here = [one for one in memberships if one.joined_at <= since]
    least = settings.BUDDIES_AFTER_MEETINGS
    there = times_there([one.pk for one in long_here]) if least else {}
    return [one for one in long_here if there.get(one.pk, 0) >= least]


def who_can_be_asked(user: Any, mine: Membership) -> list[Membership]:
    """The people of one's group whom one can ask, by name."""
    return settled_among(list(may_be_asked(user, mine)))


# -- about one's own membership ---------------------------------------------------------------------------------------
@predicate
def is_plain_member(user: Any, membership: Membership | None) -> bool:
    if membership is None or membership.state != Membership.State.ACTIVE:
        return False
    return membership.role == Membership.Role.MEMBER


@predicate
def is_of_the_team(user: Any, membership: Membership | None) -> bool:
    return User.objects.filter(of_team(), pk=user.pk).exists()


@predicate
def keeps_a_group(user: Any, membership: Membership | None) -> bool:
    """In whichever group: who looks after people opens no door that nobody sees."""
    return Membership.objects.appointed().filter(account=user, group__state="active").exists()


@predicate
def is_known_adult(user: Any, membership: Membership | None) -> bool:
    return Profile.objects.filter(known_adult(), user=user).exists()


@predicate
def goes_slowly(user: Any, membership: Membership | None) -> bool:
    return bool(is_limited(user))


@predicate
def has_settled(user: Any, membership: Membership | None) -> bool:
    return membership is not None and bool(settled_among([membership]))


@predicate
def has_buddy_there(user: Any, membership: Membership | None) -> bool:
    return membership is not None and BuddyPair.objects.live().of_membership(membership).exists()


# -- about somebody else, a request, a pair ---------------------------------------------------------------------------
@predicate
def could_look_there(user: Any, asked: Membership | None) -> bool:
    """`user` may look for a buddy in the group of `asked`."""
    mine = membership_of(user, asked.group) if asked is not None else None
    return mine is not None and can(user, "resilience.look_for_buddy", mine)


@predicate
def said_they_may_be_asked(user: Any, asked: Membership | None) -> bool:
    mine = membership_of(user, asked.group) if asked is not None else None
    return mine is not None and asked is not None and asked in who_can_be_asked(user, mine)


@predicate
def waits_for_them(user: Any, request: BuddyRequest | None) -> bool:
    return request is not None and BuddyRequest.objects.waiting_for(user).filter(pk=request.pk).exists()


@predicate
def fits_who_was_asked(user: Any, request: BuddyRequest | None) -> bool:
    asked = request.asked if request is not None else None
    return can(user, "resilience.switch_on", asked) and not has_buddy_there(user, asked)


@predicate
def still_fits_who_asked(user: Any, request: BuddyRequest | None) -> bool:
    if request is None or request.asker.account is None:
        return False
    return can(request.asker.account, "resilience.look_for_buddy", request.asker)


@predicate
def asked_it(user: Any, request: BuddyRequest | None) -> bool:
    return request is not None and request.account_id == getattr(user, "pk", None) and request.is_open


@predicate
def is_one_of_them(user: Any, pair: BuddyPair | None) -> bool:
    return pair is not None and BuddyPair.objects.visible_to(user).filter(pk=pair.pk).exists()


@predicate
def goes_on(user: Any, pair: BuddyPair | None) -> bool:
    return pair is not None and pair.ended_at is None


@predicate
def speaks_to_buddy(user: Any, pair: BuddyPair | None) -> bool:
    """Neither in their room nor in the group where they met are they muted, and both take words."""
    mine = pair.one_of_two(user.pk) if pair is not None else None
    if pair is None or mine is None:
        return False
    here = Participant.objects.live().filter(room=pair.room_id, membership=mine)
    return bool(speaks_there(user, mine)) and here.exclude(muted_until__gt=clock.now()).exists()


fits = participates & is_own & is_plain_member & ~is_of_the_team & is_known_adult & speaks_there & has_settled

declare(
    resilience={
        "view_buddies": agrees_now & is_active_member,
        "switch_on": fits,
        "switch_off": is_own,
        "look_for_buddy": fits & ~keeps_a_group & ~goes_slowly & ~has_buddy_there,
        "ask_buddy": could_look_there & said_they_may_be_asked,
        "say_yes": waits_for_them & fits_who_was_asked & still_fits_who_asked,
        "put_request_away": waits_for_them,
        "take_request_back": asked_it,
        "show_step_to_buddy": participates & is_one_of_them & goes_on & speaks_to_buddy,
        "end_pair": is_one_of_them & goes_on,
        # Also after it ended: whoever is in danger may be who ended it.
        "tell_of_buddy": participates & is_one_of_them,
    }
)
