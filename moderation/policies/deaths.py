"""After a death: who says it, who is the second, who keeps a page of remembrance, who writes there."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

import clock
from accounts.access import declare
from accounts.policies import is_admin, is_own_account, is_said_to_have_died, is_signed_in, participates
from groups.models import Membership
from moderation.models import Case, Death, LookIn, Measure, Memorial, MemorialWords, Sanction
from moderation.policies.desk import can_work, is_moderator, keeps_their_group
from moderation.querysets import could_be_second


@rules.predicate
def heard_of_them(user: Any, membership: Any) -> bool:
    """They keep the group, or have a case of the team about this name of it."""
    if membership is None or membership.state not in (Membership.State.ACTIVE, Membership.State.PAUSED):
        return False
    if keeps_their_group(user, membership):
        return True
    cases = Case.objects.visible_to(user).filter(group_uid=membership.group.uid)
    return bool(user.is_moderator) and cases.filter(subject_account=membership.account_id).exists()


@rules.predicate
def nothing_is_said_of_them(user: Any, membership: Any) -> bool:
    return membership is not None and not Death.objects.standing().filter(membership=membership).exists()


@rules.predicate
def may_second_died(user: Any, death: Any) -> bool:
    return death is not None and Death.objects.for_second(user).filter(pk=death.pk).exists()


@rules.predicate
def nobody_else_could(user: Any, death: Any) -> bool:
    """One of the team said it, and the team has no other who could agree."""
    if death is None or death.state != Death.State.WAITING or death.said_by_id != user.pk:
        return False
    subject = death.membership.account
    # Of two moderators one alone does not say that the other has died.
    if subject is not None and subject.is_moderator:
        return False
    return not could_be_second(subject, user, since=death.said_at).exists()


@rules.predicate
def may_review_died(user: Any, death: Any) -> bool:
    return death is not None and Death.objects.to_review(user).filter(pk=death.pk).exists()


@rules.predicate
def may_take_back_died(user: Any, death: Any) -> bool:
    """Who said it, who agreed, and any moderator once it counts: nobody has to agree that somebody is alive."""
    seen = death is not None and Death.objects.visible_to(user).standing().filter(pk=death.pk).exists()
    if not seen:
        return False
    # An admin was the second only where no moderator could be.
    agreed = death.is_agreed and (bool(user.is_moderator) or death.second_by_id == user.pk)
    return death.said_by_id == user.pk or agreed


@rules.predicate
def keeps_group_of_death(user: Any, death: Any) -> bool:
    """It counts, and they keep the group of the name of which it is said."""
    if death is None or not death.is_agreed or not Death.objects.visible_to(user).filter(pk=death.pk).exists():
        return False
    group = death.membership.group_id
    return Membership.objects.keepers().filter(account=user, group=group).exists()


@rules.predicate
def memorial_may_begin(user: Any, death: Any) -> bool:
    """The group knows, nobody near to them wishes otherwise, and there is none."""
    if death is None or death.no_memorial or death.membership.death_told_at is None:
        return False
    # Who does not see the name could not go to the page afterwards.
    if not Membership.objects.visible_to(user).filter(pk=death.membership_id).exists():
        return False
    return not Memorial.objects.filter(death=death).exists()


@rules.predicate
def keeps_memorial(user: Any, memorial: Any) -> bool:
    return memorial is not None and Memorial.objects.of_keeper(user).filter(pk=memorial.pk).exists()


@rules.predicate
def may_remember(user: Any, memorial: Any) -> bool:
    """They read the page, it is open, and the group takes words of theirs now."""
    if memorial is None or memorial.closed_at is not None:
        return False
    if not Memorial.objects.visible_to(user).filter(pk=memorial.pk).exists():
        return False
    group = memorial.death.membership.group
    here = Membership.objects.of(user).filter(group=group, state=Membership.State.ACTIVE, group__state="active")
    muted = Sanction.objects.standing().filter(measure=Measure.MUTE, account=user, group_uid=group.uid)
    muted = muted.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))
    return here.filter(group__closed_to_posts_at__isnull=True).exists() and not muted.exists()


@rules.predicate
def are_their_words(user: Any, words: Any) -> bool:
    return words is not None and words.membership.account_id == user.pk


@rules.predicate
def may_hide_remembered(user: Any, words: Any) -> bool:
    """Words that they read as one who keeps the group, of somebody else."""
    if words is None or words.membership.account_id == user.pk or not keeps_memorial(user, words.memorial):
        return False
    seen = MemorialWords.objects.visible_to(user).filter(pk=words.pk)
    return seen.exists() and not seen.put_aside().exists()


@rules.predicate
def may_look_in_after(user: Any, look_in: Any) -> bool:
    return look_in is not None and LookIn.objects.of_keeper(user).due(clock.now()).filter(pk=look_in.pk).exists()


@rules.predicate
def may_look_into_died(user: Any, death: Any) -> bool:
    return death is not None and Death.objects.to_look_into(user).filter(pk=death.pk).exists()


declare(
    moderation={
        # A member has died. A false word of it is a weapon, so two people are sure; that it was a mistake, one can say.
        "say_died": can_work & heard_of_them & nothing_is_said_of_them,
        "second_died": can_work & (is_moderator | is_admin) & may_second_died,
        "agree_died_alone": can_work & is_moderator & nobody_else_could,
        "review_died": can_work & may_review_died,
        "take_back_died": can_work & may_take_back_died,
        "look_into_died": can_work & is_moderator & may_look_into_died,
        # What the group is told, and when, is in the hands of who keeps it.
        "tell_group_died": can_work & keeps_group_of_death,
        # A page of remembrance: who keeps the group keeps it, its members write there, authors take away.
        "open_memorial": can_work & keeps_group_of_death & memorial_may_begin,
        "keep_memorial": can_work & keeps_memorial,
        "remember": participates & may_remember,
        "hide_remembered": can_work & may_hide_remembered,
        "take_remembered_back": is_signed_in & are_their_words,
        "look_in_after": can_work & may_look_in_after,
        "say_alive": is_signed_in & is_own_account & is_said_to_have_died,
    }
)
