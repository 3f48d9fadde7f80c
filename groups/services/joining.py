"""Coming into a group, agreeing to its rules, being somebody there, and going."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from groups import signals
from groups.errors import RulesChanged
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Membership, RulesAcceptance
from groups.services.ahead import NOTHING, Ahead, name_in_group, reads_ahead
from groups.services.blocks import (
    end_membership,
    free_name,
    lock,
    look_after,
    own_seed,
    publish_texts,
    take_free_place,
)
from groups.words import clean_line, clean_name, name_key

__all__ = [
    "RemovalReason",
    "accept_rules",
    "end_membership",
    "join_group",
    "leave_group",
    "remove_member",
    "rename_membership",
    "set_just_listening",
]


class RemovalReason(models.TextChoices):
    """Why a facilitator ends a membership. A code: the story behind it belongs in a report to the team."""

    UNKIND = "unkind", _("Unkind to someone here")
    ADVICE = "advice", _("Advice nobody asked for, again and again")
    PRIVATE = "private", _("Shared who or where someone is")
    CONTACT = "contact", _("Wanted to move people elsewhere, or sold something")
    METHOD = "method", _("Wrote details of how to get hurt")
    NOT_FOR_THEM = "not_for_them", _("The group is for something else")


@reads_ahead(name_in_group)
@transaction.atomic(durable=True)
def join_group(
    *,
    actor: Any,
    group: Group,
    rules: GroundRules,
    display_name: str,
    avatar_seed: str = "",
    just_listening: bool = False,
) -> Membership:
    """`actor` becomes a member of an open group under a name of its own. `rules` is the version they agreed to.

    Joining twice gives back the first membership. Raises PermissionDenied, GroupFull, RulesChanged, NameTaken or
    TooOften.
    """
    group = lock(group)
    here = Membership.objects.of(actor).filter(group=group).first()
    if here is not None:
        return here
    require(actor, "groups.join", group)
    membership = take_free_place(
        group=group,
        account=actor,
        rules=rules,
        display_name=display_name,
        avatar_seed=avatar_seed,
        just_listening=just_listening,
    )
    audit.record(actor=actor, verb="membership.joined", target=membership)
    return membership


@transaction.atomic(durable=True)
def accept_rules(*, actor: Any, membership: Membership, rules: GroundRules) -> Membership:
    """Agree to the version in force. A newcomer becomes active with it. Raises RulesChanged for an older version."""
    group = lock(membership.group)
    membership = Membership.objects.select_related("group").get(pk=membership.pk)
    require(actor, "groups.accept_rules", membership)
    if rules != rules_in_force(group):
        raise RulesChanged
    made = RulesAcceptance.objects.get_or_create(
        membership=membership, rules=rules, defaults={"accepted_at": clock.now()}
    )[1]
    if made:
        audit.record(actor=actor, verb="rules.accepted", target=membership)
    if membership.state == Membership.State.NEWCOMER:
        membership.state = Membership.State.ACTIVE
        membership.save(update_fields=["state"])
        signals.membership_began.send(sender=Membership, membership=membership)
        look_after(group)
    return membership


def _new_name(*, membership: Membership, display_name: str, **_: Any) -> Ahead:
    name = clean_line(display_name)
    return Ahead.in_group(membership.group, name) if name != membership.display_name else NOTHING


@reads_ahead(_new_name)
@transaction.atomic(durable=True)
def rename_membership(*, actor: Any, membership: Membership, display_name: str, avatar_seed: str = "") -> Membership:
    """Another name and picture within this group only. An empty seed keeps the picture.

    Raises NameTaken or TooOften.
    """
    group = lock(membership.group)
    membership = Membership.objects.select_related("group").get(pk=membership.pk)
    require(actor, "groups.rename", membership)
    same = clean_name(display_name) == membership.display_name
    name = membership.display_name if same else free_name(group, display_name, account=actor)
    seed = own_seed(group, avatar_seed, account=actor) if avatar_seed else membership.avatar_seed
    if (name, seed) == (membership.display_name, membership.avatar_seed):
        return membership
    new_name = name != membership.display_name
    membership.display_name, membership.name_key, membership.avatar_seed = name, name_key(name), seed
    membership.save(update_fields=["display_name", "name_key", "avatar_seed"])
    if new_name:
        publish_texts(membership, ["display_name"], account=actor, group=group, membership=membership)
    audit.record(actor=actor, verb="membership.renamed", target=membership)
    signals.membership_renamed.send(sender=Membership, membership=membership)
    return membership


@transaction.atomic(durable=True)
def set_just_listening(*, actor: Any, membership: Membership, just_listening: bool) -> Membership:
    """Say, or take back, that one is here to listen."""
    membership = Membership.objects.get(pk=membership.pk)
    require(actor, "groups.rename", membership)
    membership.just_listening = just_listening
    membership.save(update_fields=["just_listening"])
    return membership


def leave_group(*, actor: Any, group: Group, take_words: bool = False) -> None:
    """Go, without a word to anybody; with `take_words`, what they wrote there goes along.

    Leaving a group one is not in changes nothing.
    """
    if take_words and Membership.objects.of(actor).filter(group=group).exists():
        signals.words_taken_back.send(sender=Group, account=actor, group=group)
    _leave(actor, group)


@transaction.atomic(durable=True)
def _leave(actor: Any, group: Group) -> None:
    group = lock(group)
    here = Membership.objects.of(actor).filter(group=group).first()
    if here is None:
        return
    require(actor, "groups.leave", group)
    end_membership(here, Membership.EndReason.LEFT, actor=actor)


@transaction.atomic(durable=True)
def remove_member(*, actor: Any, membership: Membership, reason: str) -> bool:
    """A facilitator ends someone's membership. `reason` is a RemovalReason; the person cannot join this group again.

    False where somebody else has to look first: then they are still in the group.
    """
    lock(membership.group)
    membership = Membership.objects.select_related("group").get(pk=membership.pk)
    if membership.end_reason == Membership.EndReason.REMOVED:
        require(actor, "groups.keep", membership.group)
        return True
    require(actor, "groups.remove_member", membership)
    code = RemovalReason(reason)
    heard = signals.membership_ending.send(sender=Membership, membership=membership, actor=actor, why=str(code.label))
    if not all(answer for _receiver, answer in heard):
        return False
    end_membership(membership, Membership.EndReason.REMOVED, actor=actor)
    audit.record(actor=actor, verb="membership.removed", target=membership, reason=code.value)
    return True
