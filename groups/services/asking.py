"""Asking to join a group that takes people in by request."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import clock
from accounts.access import can, require
from accounts.ages import fits
from accounts.limits import allow
from audit import services as audit
from groups.errors import AlreadyHere, NotTakingPeopleIn, RequestGone, RulesChanged, TooOften
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, JoinRequest, Membership
from groups.policies import takes_people_in
from groups.services.ahead import Ahead, reads_ahead
from groups.services.blocks import (
    any_free_name,
    begin_membership,
    free_name,
    lock,
    need_a_place,
    need_fitting,
    own_seed,
    publish_texts,
    tell_keepers,
)
from groups.words import clean_line, clean_text
from notifications.services import notify

ASKED_A_DAY = 10


def _asked(*, group: Group, display_name: str, words: str = "", **_: Any) -> Ahead:
    return Ahead.in_group(group, clean_text(words), clean_line(display_name))


@reads_ahead(_asked)
@transaction.atomic(durable=True)
def request_to_join(
    *,
    actor: Any,
    group: Group,
    rules: GroundRules,
    display_name: str,
    words: str = "",
    avatar_seed: str = "",
    just_listening: bool = False,
) -> JoinRequest:
    """Ask the facilitators. `words` are for them; the name is what the person wants to be called here.

    Asking twice gives back the request that waits. Raises PermissionDenied, AlreadyHere, GroupFull, RulesChanged,
    NameTaken or TooOften.
    """
    group = lock(group)
    waiting = JoinRequest.objects.waiting().filter(group=group, account=actor).first()
    if waiting is not None:
        return waiting
    if Membership.objects.of(actor).filter(group=group).exists():
        raise AlreadyHere
    require(actor, "groups.request", group)
    if rules != rules_in_force(group):
        raise RulesChanged
    need_a_place(group)
    name = free_name(group, display_name, account=actor)
    if not allow(f"ask:{actor.uid}", most=ASKED_A_DAY, per_seconds=86400):
        raise TooOften
    request = JoinRequest(
        group=group,
        account=actor,
        words=clean_text(words),
        proposed_name=name,
        avatar_seed=own_seed(group, avatar_seed, account=actor),
        just_listening=just_listening,
        rules=rules,
        asked_at=clock.now(),
    )
    need_fitting(request, "words")
    request.save(force_insert=True)
    publish_texts(
        request, ["words", "proposed_name"] if request.words else ["proposed_name"], account=actor, group=group
    )
    audit.record(actor=actor, verb="request.made", target=request)
    tell_keepers("groups.request_waiting", group=group, about=request)
    return request


def _asked_name(*, join_request: JoinRequest, **_: Any) -> Ahead:
    return Ahead.in_group(join_request.group, join_request.proposed_name)


@reads_ahead(_asked_name)
@transaction.atomic(durable=True)
def accept_request(*, actor: Any, join_request: JoinRequest) -> Membership:
    """Let someone in. Accepting twice gives back the membership that the first yes made.

    Raises PermissionDenied, GroupFull, NotTakingPeopleIn, or RequestGone when the person withdrew or may not join now.
    """
    group = lock(join_request.group)
    request = _fresh(join_request)
    if request.state == JoinRequest.State.ACCEPTED:
        here = Membership.objects.live().filter(group=group, account=request.account).first()
        if here is not None and can(actor, "groups.keep", group):
            return here
    _need_waiting(actor, request)
    if not can(request.account, "accounts.may_join_groups") or not fits(request.account, group.ages, keeping=False):
        raise RequestGone
    if not takes_people_in(request.account, group):
        raise NotTakingPeopleIn
    need_a_place(group)
    membership = begin_membership(
        group=group,
        account=request.account,
        display_name=any_free_name(group, request.proposed_name, account=request.account),
        avatar_seed=request.avatar_seed,
        just_listening=request.just_listening,
        agreed_to=request.rules,
    )
    audit.record(actor=actor, verb="request.accepted", target=request)
    notify(account=request.account, kind="groups.request_answered", about=request)
    return membership


@transaction.atomic(durable=True)
def refuse_request(*, actor: Any, join_request: JoinRequest) -> JoinRequest:
    """Say no, without a reason. The person is offered other groups and may ask again after thirty days."""
    lock(join_request.group)
    request = _fresh(join_request)
    if request.state == JoinRequest.State.REFUSED and can(actor, "groups.keep", request.group):
        return request
    _need_waiting(actor, request)
    request.state = JoinRequest.State.REFUSED
    request.decided_at = clock.now()
    request.save(update_fields=["state", "decided_at"])
    audit.record(actor=actor, verb="request.refused", target=request)
    notify(account=request.account, kind="groups.request_answered", about=request)
    return request


@transaction.atomic(durable=True)
def withdraw_request(*, actor: Any, join_request: JoinRequest) -> JoinRequest:
    """Take one's own request back. Doing it twice is harmless; its words are emptied."""
    lock(join_request.group)
    request = _fresh(join_request)
    if request.state == JoinRequest.State.WITHDRAWN and request.account_id == actor.pk:
        return request
    require(actor, "groups.withdraw_request", request)
    withdraw(request, actor=actor)
    return request


def withdraw(request: JoinRequest, *, actor: Any) -> None:
    """Building block: the waiting request ends on its author's side, and its words go."""
    request.state = JoinRequest.State.WITHDRAWN
    request.decided_at = clock.now()
    request.words = ""
    request.save(update_fields=["state", "decided_at", "words"])
    audit.record(actor=actor, verb="request.withdrawn", target=request)


def _fresh(join_request: JoinRequest) -> JoinRequest:
    return JoinRequest.objects.select_related("group", "account", "rules").get(pk=join_request.pk)


def _need_waiting(actor: Any, request: JoinRequest) -> None:
    """RequestGone for keepers when it was answered or withdrawn meanwhile, PermissionDenied for everybody else."""
    if request.state != JoinRequest.State.WAITING and can(actor, "groups.keep", request.group):
        raise RequestGone
    require(actor, "groups.decide_request", request)
