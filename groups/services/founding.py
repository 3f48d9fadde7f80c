"""Founding, describing and archiving a group, and the moderators' yes before it opens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from accounts.ages import Ages
from accounts.limits import allow
from accounts.models import LivedExperience
from accounts.policies import is_new_account
from audit import services as audit
from groups import search
from groups.agreement import AGREEMENT_VERSION
from groups.errors import ChangedMeanwhile, TooOften, TooSmall
from groups.models import (
    SMALL_GROUP_MOST,
    USUAL_SIZE,
    FacilitatorAgreement,
    GroundRules,
    Group,
    Invitation,
    JoinRequest,
    Membership,
    new_seed,
)
from groups.services.ahead import Ahead, reads_ahead
from groups.services.blocks import (
    begin_membership,
    close_to_posts,
    end_membership,
    lock,
    look_after,
    need_fitting,
    people_in,
    publish_texts,
    tell_moderators,
)
from groups.words import clean_line, clean_name, clean_text
from notifications.services import notify

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
TEXTS = ["name", "summary", "expect", "about", "welcome"]
FOUNDED_A_DAY = 3


@dataclass(frozen=True)
class Description:
    """What a facilitator says of a group. `topics` are LivedExperience rows; dates are days in `time_zone`."""

    name: str
    summary: str
    expect: str = ""
    about: str = ""
    welcome: str = ""
    entry: str = Group.Entry.REQUEST
    crosstalk: str = Group.Crosstalk.ASKED
    language: str = "en"
    time_zone: str = "UTC"
    size: int = USUAL_SIZE
    cohort_starts_on: date | None = None
    cohort_ends_on: date | None = None
    topics: Iterable[LivedExperience] = field(default=())
    # Only when it is founded: no group changes sides.
    ages: str = Ages.ADULTS


@transaction.atomic(durable=True)
def sign_agreement(*, actor: Any) -> FacilitatorAgreement:
    """Sign the facilitator agreement in force. Signing twice gives back the first one."""
    require(actor, "groups.sign_agreement")
    agreement, made = FacilitatorAgreement.objects.get_or_create(
        account=actor, version=AGREEMENT_VERSION, defaults={"signed_at": clock.now()}
    )
    if made:
        audit.record(actor=actor, verb="agreement.signed", target=agreement)
    return agreement


def _cleaned(said: Description) -> dict[str, str]:
    """The texts as they are stored, under their names in TEXTS."""
    lines = {name: clean_line(getattr(said, name)) for name in ("name", "summary", "expect")}
    return lines | {name: clean_text(getattr(said, name)) for name in ("about", "welcome")}


def _new_group(
    *, description: Description, rules_short: str, rules_long: str = "", display_name: str, **_: Any
) -> Ahead:
    more = (clean_text(rules_short), clean_text(rules_long), clean_line(display_name))
    return Ahead((*_cleaned(description).values(), *more), description.language)


def needs_approval(account: Any) -> bool:
    """Where the installation says so; and for whoever came today, everywhere."""
    return settings.FOUNDING_NEEDS_APPROVAL or is_new_account(account)


@reads_ahead(_new_group)
@transaction.atomic(durable=True)
def found_group(
    *,
    actor: Any,
    description: Description,
    rules_short: str,
    rules_long: str = "",
    display_name: str,
    avatar_seed: str = "",
    needs_facilitator_here: bool | None = None,
    uid: Any = None,
) -> Group:
    """A new group with its first rules, kept by `actor`. It waits for a moderator where the installation says so,
    and where the account is new.

    `needs_facilitator_here` None means: only in groups of more than twelve. `uid` makes sending the form twice
    harmless: the second gives back what the first made. Raises PermissionDenied or ValidationError.
    """
    require(actor, "groups.found" if description.ages == Ages.ADULTS else "groups.found_for_young")
    if uid is not None and (made := Group.objects.filter(uid=uid, founded_by=actor).first()):
        return made
    if not allow(f"found:{actor.uid}", most=FOUNDED_A_DAY, per_seconds=86400):
        raise TooOften
    group = Group(
        founded_by=actor,
        ages=description.ages,
        avatar_seed=new_seed(),
        state=Group.State.PROPOSED if needs_approval(actor) else Group.State.ACTIVE,
        created_at=clock.now(),
    )
    if uid is not None:
        group.uid = uid
    _write(group, description)
    group.needs_facilitator_here = group.is_large if needs_facilitator_here is None else needs_facilitator_here
    group.slug = _free_slug(group)
    try:
        with transaction.atomic():
            group.save(force_insert=True)
    except IntegrityError:
        # Somebody else's group has this uid. Their group is not what this person learns about.
        raise ValidationError(_("This form was used before. Please open it anew."), code="used") from None
    group.lived_experience.set(description.topics)
    search.put(group)
    rules = GroundRules(
        group=group, version=1, short=clean_text(rules_short), long=clean_text(rules_long), created_at=clock.now()
    )
    need_fitting(rules, "short", "long")
    rules.save(force_insert=True)
    keeper = begin_membership(
        group=group,
        account=actor,
        display_name=clean_name(display_name),
        avatar_seed=avatar_seed,
        just_listening=False,
        agreed_to=rules,
        role=Membership.Role.FACILITATOR,
    )
    publish_texts(
        group, [name for name in TEXTS if getattr(group, name)], account=actor, group=group, membership=keeper
    )
    publish_texts(rules, ["short", "long"] if rules.long else ["short"], account=actor, group=group, membership=keeper)
    audit.record(actor=actor, verb="group.founded", target=group)
    if group.state == Group.State.PROPOSED:
        tell_moderators("groups.proposed", about=group)
    return group


@transaction.atomic(durable=True)
def approve_group(*, actor: Any, group: Group) -> Group:
    """A moderator opens a proposed group. Opening an open one changes nothing."""
    group = lock(group)
    require(actor, "groups.oversee")
    if group.state == Group.State.ACTIVE:
        return group
    require(actor, "groups.approve", group)
    group.state = Group.State.ACTIVE
    group.save(update_fields=["state"])
    audit.record(actor=actor, verb="group.approved", target=group)
    look_after(group)
    if group.founded_by:
        notify(account=group.founded_by, kind="groups.approved", about=group)
    return group


@transaction.atomic(durable=True)
def decline_group(*, actor: Any, group: Group, reason: str) -> Group:
    """A moderator does not open a proposed group. `reason` is a code for the audit."""
    group = lock(group)
    require(actor, "groups.oversee")
    if group.state == Group.State.DECLINED:
        return group
    require(actor, "groups.approve", group)
    group.state = Group.State.DECLINED
    group.save(update_fields=["state"])
    audit.record(actor=actor, verb="group.declined", target=group, reason=reason)
    for membership in Membership.objects.live().filter(group=group):
        end_membership(membership, Membership.EndReason.CLOSED, actor=actor)
    if group.founded_by:
        notify(account=group.founded_by, kind="groups.declined", about=group)
    return group


def _new_description(*, group: Group, description: Description, **_: Any) -> Ahead:
    changed = (text for name, text in _cleaned(description).items() if text != getattr(group, name))
    return Ahead(tuple(changed), description.language, group.sensitivity)


@reads_ahead(_new_description)
@transaction.atomic(durable=True)
def describe_group(*, actor: Any, group: Group, description: Description, version: int | None = None) -> Group:
    """Change what is said of a group. `version` is the one the form was filled from; ChangedMeanwhile if it moved on.

    A group that becomes larger than twelve is from then on open only while a facilitator is here. One that becomes
    private moves to an address without its name; the old one leads nowhere.
    """
    group = lock(group)
    require(actor, "groups.describe", group)
    if version is not None and version != group.version:
        raise ChangedMeanwhile
    before = {name: getattr(group, name) for name in TEXTS}
    was_large, was_private, size_before = group.is_large, group.is_private, group.size
    _write(group, description)
    # With somebody who came back a group can be fuller than it was made for; its other texts can change all the same.
    if group.size < min(people_in(group), size_before):
        raise TooSmall
    if group.is_large and not was_large:
        group.needs_facilitator_here = True
    if group.is_private and not was_private:
        group.slug = _free_slug(group)
    group.version += 1
    group.save()
    group.lived_experience.set(description.topics)
    search.put(group)
    changed = [name for name in TEXTS if getattr(group, name) != before[name]]
    mine = Membership.objects.of(actor).filter(group=group).first()
    publish_texts(group, changed, account=actor, group=group, membership=mine)
    audit.record(actor=actor, verb="group.described", target=group)
    return group


@transaction.atomic(durable=True)
def archive_group(*, actor: Any, group: Group) -> Group:
    """The group ends: what was said stays readable for its members, nothing new comes, nobody joins."""
    group = lock(group)
    if group.state == Group.State.ARCHIVED:
        require(actor, "groups.keep", group)
        return group
    require(actor, "groups.archive", group)
    end_of_group(group, why="archived", actor=actor)
    return group


def end_of_group(group: Group, *, why: str, actor: Any = None) -> None:
    """Building block: archive the locked `group`, take back its invitations and answer its waiting requests."""
    now = clock.now()
    group.state = Group.State.ARCHIVED
    group.archived_at = now
    group.unkept_since = None
    group.save(update_fields=["state", "archived_at", "unkept_since"])
    Invitation.objects.filter(group=group, revoked_at__isnull=True).update(revoked_at=now)
    for request in JoinRequest.objects.waiting().filter(group=group).select_related("account"):
        request.state = JoinRequest.State.REFUSED
        request.decided_at = now
        request.save(update_fields=["state", "decided_at"])
        notify(account=request.account, kind="groups.request_answered", about=request)
    close_to_posts(group, why=why, actor=actor)


def _write(group: Group, said: Description) -> None:
    for name, text in _cleaned(said).items():
        setattr(group, name, text)
    group.entry = said.entry
    group.crosstalk = said.crosstalk
    group.language = said.language
    group.time_zone = said.time_zone
    group.size = said.size
    group.cohort_starts_on = said.cohort_starts_on
    group.cohort_ends_on = said.cohort_ends_on
    if group.is_large and group.entry != Group.Entry.OPEN:
        raise ValidationError(
            {"size": _("Only open groups can be larger than %(most)d.") % {"most": SMALL_GROUP_MOST}}, code="size"
        )
    if group.ages == Ages.UNDER_18 and group.entry == Group.Entry.OPEN:
        raise ValidationError(
            {"entry": _("A group for people under 18 is by request or by invitation: somebody looks who comes.")},
            code="entry",
        )
    need_fitting(group, "about", "welcome")
    group.clean_fields(exclude=["slug", "founded_by"])
    group.validate_constraints(exclude=["slug", "uid"])


def _free_slug(group: Group) -> str:
    """Always with a random end, so that a taken name tells nothing; a private group's slug holds no name at all."""
    stem = "room" if group.is_private else slugify(group.name)[:60].strip("-") or "room"
    while True:
        slug = f"{stem}-{''.join(secrets.choice(SLUG_LETTERS) for _ in range(8))}"
        if not Group.objects.filter(slug=slug).exists():
            return slug
