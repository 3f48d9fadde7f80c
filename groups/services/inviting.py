"""Invitations: a link that runs out and can be taken back. Only the hash of its token is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

import clock
from accounts.access import require
from accounts.ages import ages_of, fits
from accounts.raids import is_closed_to_new_people
from audit import services as audit
from groups.errors import AgreementMissing, InvitationGone, NoInvitationsNow, RulesChanged, TooManyInvitations
from groups.ground_rules import rules_in_force
from groups.models import GroundRules, Group, Invitation, Membership
from groups.policies import has_signed
from groups.services.ahead import NOTHING, Ahead, name_in_group, reads_ahead
from groups.services.blocks import begin_membership, free_name, lock, need_a_place

DAYS_MOST = 30
USES_MOST = 12
OPEN_MOST = 20


def token_hash(token: str) -> str:
    """What is kept of a token. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_behind(token: str) -> Invitation | None:
    """The usable invitation of `token`, or None, whatever the reason."""
    found: Invitation | None = (
        Invitation.objects.usable(clock.now())
        .select_related("group", "made_by")
        .filter(token_hash=token_hash(token))
        .first()
    )
    return found


@transaction.atomic(durable=True)
def make_invitation(
    *, actor: Any, group: Group, role: str = Membership.Role.MEMBER, days: int = 7, uses: int = 1, uid: Any = None
) -> tuple[Invitation, str]:
    """An invitation for `uses` people, valid for `days`, and its token, which is shown this once.

    With a `uid` that was used before, the first invitation comes back with an empty token. Only who leads the group
    invites co-facilitators. Raises PermissionDenied, TooManyInvitations, or
    NoInvitationsNow in raid mode.
    """
    group = lock(group)
    require(actor, "groups.invite", group)
    if role != Membership.Role.MEMBER:
        require(actor, "groups.archive", group)
        role, uses = Membership.Role.CO_FACILITATOR, 1
    if uid is not None and (made := Invitation.objects.filter(uid=uid, group=group).first()):
        return made, ""
    if is_closed_to_new_people():
        raise NoInvitationsNow
    now = clock.now()
    if Invitation.objects.usable(now).filter(group=group).count() >= OPEN_MOST:
        raise TooManyInvitations
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        group=group,
        made_by=Membership.objects.of(actor).get(group=group),
        token_hash=token_hash(token),
        role=role,
        expires_at=now + timedelta(days=max(1, min(days, DAYS_MOST))),
        uses_left=max(1, min(uses, USES_MOST)),
        created_at=now,
    )
    invitation.take_uid(uid)
    invitation.save(force_insert=True)
    audit.record(actor=actor, verb="invitation.made", target=invitation, reason=role)
    return invitation, token


@transaction.atomic(durable=True)
def revoke_invitation(*, actor: Any, invitation: Invitation) -> None:
    """Take an invitation back. Doing it twice is harmless."""
    group = lock(invitation.group)
    require(actor, "groups.revoke_invitation", group)
    if Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
        audit.record(actor=actor, verb="invitation.revoked", target=invitation)


def _name_by_link(*, token: str, display_name: str, **_: Any) -> Ahead:
    invitation = invitation_behind(token)
    return NOTHING if invitation is None else name_in_group(group=invitation.group, display_name=display_name)


@reads_ahead(_name_by_link)
@transaction.atomic(durable=True)
def accept_invitation(
    *,
    actor: Any,
    token: str,
    rules: GroundRules,
    display_name: str,
    avatar_seed: str = "",
    just_listening: bool = False,
) -> Membership:
    """Come in through a link. Who is in already keeps their membership, and no use is taken.

    Raises InvitationGone (for every reason alike), PermissionDenied, GroupFull, RulesChanged, NameTaken, TooOften,
    NoInvitationsNow in raid mode, or AgreementMissing when the invitation is to keep the room and the agreement is not
    signed.
    """
    invitation = invitation_behind(token)
    if invitation is None:
        raise InvitationGone
    group = lock(invitation.group)
    here = Membership.objects.of(actor).filter(group=group).first()
    if here is not None:
        return here
    # Somebody may have used the last place of the link, or taken it back, before the lock was ours.
    if not Invitation.objects.usable(clock.now()).filter(pk=invitation.pk).exists():
        raise InvitationGone
    # A link that was passed on opens nothing across the line at 18, and does not say that it would for others.
    keeping = invitation.role != Membership.Role.MEMBER
    if ages_of(actor) is not None and not fits(actor, group.ages, keeping=keeping):
        raise InvitationGone
    require(actor, "groups.accept_invitation", group)
    if is_closed_to_new_people():
        raise NoInvitationsNow
    if rules != rules_in_force(group):
        raise RulesChanged
    if invitation.role != Membership.Role.MEMBER and not has_signed(actor):
        raise AgreementMissing
    need_a_place(group)
    membership = begin_membership(
        group=group,
        account=actor,
        display_name=free_name(group, display_name, account=actor),
        avatar_seed=avatar_seed,
        just_listening=just_listening,
        agreed_to=rules,
        role=invitation.role,
    )
    Invitation.objects.filter(pk=invitation.pk).update(uses_left=F("uses_left") - 1)
    audit.record(actor=actor, verb="invitation.accepted", target=membership)
    return membership
