"""What those who keep a room do: rules, roles, the room's manner. And how a room without keepers finds one."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from accounts.ages import fits
from audit import services as audit
from groups import signals
from groups.errors import AgreementMissing, ChangedMeanwhile, NotOfTheseAges
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Membership, RulesAcceptance
from groups.policies import has_signed
from groups.services.ahead import NOTHING, Ahead, name_in_group, reads_ahead
from groups.services.blocks import (
    lock,
    look_after,
    need_fitting,
    publish_texts,
    take_free_place,
)
from groups.words import clean_line, clean_text
from notifications.services import notify


def _rules(*, group: Group, short: str, long: str = "", **_: Any) -> Ahead:
    return Ahead.in_group(group, clean_text(short), clean_text(long))


@reads_ahead(_rules)
@transaction.atomic(durable=True)
def publish_rules(*, actor: Any, group: Group, short: str, long: str = "", after: int | None = None) -> GroundRules:
    """A new version of the ground rules; everybody is asked again at their next visit, the author has agreed.

    `after` is the version the form was filled from; ChangedMeanwhile if there is a newer one. The same words again
    make no new version.
    """
    group = lock(group)
    require(actor, "groups.publish_rules", group)
    latest = rules_in_force(group)
    short, long = clean_text(short), clean_text(long)
    if latest is not None and (latest.short, latest.long) == (short, long):
        return latest
    newest = latest.version if latest else 0
    if after is not None and after != newest:
        raise ChangedMeanwhile
    rules = GroundRules(group=group, version=newest + 1, short=short, long=long, created_at=clock.now())
    need_fitting(rules, "short", "long")
    rules.save(force_insert=True)
    mine = Membership.objects.of(actor).get(group=group)
    RulesAcceptance.objects.create(membership=mine, rules=rules, accepted_at=clock.now())
    publish_texts(rules, ["short", "long"] if long else ["short"], account=actor, group=group, membership=mine)
    audit.record(actor=actor, verb="rules.published", target=rules)
    return rules


def _note(*, group: Group, pinned_note: str, sensitivity: str, **_: Any) -> Ahead:
    note = clean_line(pinned_note)
    return Ahead((note,), group.language, sensitivity) if note != group.pinned_note else NOTHING


@reads_ahead(_note)
@transaction.atomic(durable=True)
def set_room_settings(
    *,
    actor: Any,
    group: Group,
    pinned_note: str,
    slow_mode_seconds: int,
    needs_facilitator_here: bool,
    sensitivity: str,
    version: int | None = None,
) -> Group:
    """How the room is run. `slow_mode_seconds` is the wait between two messages of one person, 0 for none.

    `version` is the one the form was filled from; ChangedMeanwhile if it moved on.
    """
    group = lock(group)
    require(actor, "groups.set_room", group)
    if version is not None and version != group.version:
        raise ChangedMeanwhile
    note = clean_line(pinned_note)
    changed = note != group.pinned_note
    group.pinned_note = note
    group.slow_mode_seconds = slow_mode_seconds
    group.needs_facilitator_here = needs_facilitator_here
    group.sensitivity = sensitivity
    group.version += 1
    group.clean_fields(exclude=["slug", "founded_by"])
    group.save()
    if changed:
        mine = Membership.objects.of(actor).filter(group=group).first()
        publish_texts(group, ["pinned_note"], account=actor, group=group, membership=mine)
    audit.record(actor=actor, verb="group.room_set", target=group)
    return group


@transaction.atomic(durable=True)
def set_role(*, actor: Any, membership: Membership, role: str) -> Membership:
    """Give or take a role. Who keeps a room has signed the agreement (AgreementMissing); nobody changes their own."""
    group = lock(membership.group)
    membership = Membership.objects.select_related("group", "account").get(pk=membership.pk)
    require(actor, "groups.set_role", membership)
    return _give(membership, Membership.Role(role), group=group, actor=actor)


@transaction.atomic(durable=True)
def offer_to_keep(*, actor: Any, group: Group) -> Membership:
    """A member of a group that nobody keeps says that they would. The team then decides."""
    group = lock(group)
    require(actor, "groups.offer_to_keep", group)
    membership: Membership = Membership.objects.of(actor).get(group=group)
    if membership.offers_to_keep_at is None:
        membership.offers_to_keep_at = clock.now()
        membership.save(update_fields=["offers_to_keep_at"])
        audit.record(actor=actor, verb="group.keeper_offered", target=membership)
    return membership


@reads_ahead(name_in_group)
@transaction.atomic(durable=True)
def step_in(*, actor: Any, group: Group, rules: GroundRules, display_name: str, avatar_seed: str = "") -> Membership:
    """An adult whom the team trusts with the young keeps a group of theirs that nobody keeps. Twice is once.

    Raises PermissionDenied, GroupFull, RulesChanged, NameTaken or TooOften.
    """
    group = lock(group)
    here: Membership | None = Membership.objects.of(actor).filter(group=group).first()
    if here is not None:
        return here
    require(actor, "groups.step_in", group)
    membership = take_free_place(
        group=group,
        account=actor,
        rules=rules,
        display_name=display_name,
        avatar_seed=avatar_seed,
        role=Membership.Role.FACILITATOR,
    )
    audit.record(actor=actor, verb="group.stepped_in", target=membership)
    return membership


@transaction.atomic(durable=True)
def appoint_keeper(*, actor: Any, membership: Membership) -> Membership:
    """A moderator makes someone who offered it the facilitator of a group that nobody keeps."""
    group = lock(membership.group)
    membership = Membership.objects.select_related("group", "account").get(pk=membership.pk)
    require(actor, "groups.appoint_keeper", membership)
    membership.offers_to_keep_at = None
    membership.save(update_fields=["offers_to_keep_at"])
    return _give(membership, Membership.Role.FACILITATOR, group=group, actor=actor)


def _give(membership: Membership, role: Membership.Role, *, group: Group, actor: Any) -> Membership:
    if membership.role == role:
        return membership
    if not fits(membership.account, group.ages, keeping=role != Membership.Role.MEMBER):
        raise NotOfTheseAges
    if role != Membership.Role.MEMBER and not has_signed(membership.account):
        raise AgreementMissing
    membership.role = role
    membership.save(update_fields=["role"])
    audit.record(actor=actor, verb="membership.role_set", target=membership, reason=role)
    signals.role_changed.send(sender=Membership, membership=membership)
    notify(account=membership.account, kind="groups.role_set", about=membership)
    look_after(group)
    return membership
