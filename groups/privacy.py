"""What groups hold of a person, how it is given back, and what is left when they go: nothing that is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from groups.models import (
    FORMER_MEMBER,
    AgeMove,
    Block,
    FacilitatorAgreement,
    GroundRules,
    Group,
    Invitation,
    JoinRequest,
    Membership,
    Mute,
    RulesAcceptance,
    new_seed,
)
from groups.services.blocks import end_membership
from groups.words import name_key

G, M, P, S, T = Class.GROUP, Class.MEMBERS, Class.PRIVATE, Class.SENSITIVE, Class.TECHNICAL
PUBLIC = Class.PUBLIC


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _memberships(account: Any) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(account=account).select_related("group").order_by("pk")
    return [
        {
            "group": row.group.name,
            "name": row.display_name,
            "role": row.role,
            "state": row.state,
            "just_listening": row.just_listening,
            "joined": _iso(row.joined_at),
            "ended": _iso(row.ended_at),
        }
        for row in rows
    ]


def _moves(account: Any) -> list[dict[str, Any]]:
    """Without what the team looks at and has not answered: it would tell who is being looked at.

    And without the reason: it can say who told the team.
    """
    rows = AgeMove.objects.filter(account=account).filter(Q(by_team=False) | Q(answered_at__isnull=False))
    return [{"to": row.to_band, "asked": _iso(row.asked_at), "moved": _iso(row.done_at)} for row in rows]


def _erase_moves(account: Any) -> None:
    AgeMove.objects.filter(account=account).delete()
    # Their words about somebody else go with them.
    AgeMove.objects.filter(seen_by=account).update(seen_by=None, reason="")
    AgeMove.objects.filter(answered_by=account).update(answered_by=None)


def _erase_memberships(account: Any) -> None:
    """End what still lives, then cut the line: no name, no picture, no account, so nothing joins the rows up."""
    for membership in Membership.objects.filter(account=account).select_related("group").order_by("pk"):
        end_membership(membership, Membership.EndReason.ERASED, actor=account)
        Membership.objects.filter(pk=membership.pk).update(
            account=None,
            display_name=FORMER_MEMBER,
            name_key=name_key(FORMER_MEMBER),
            avatar_seed=new_seed(),
            just_listening=False,
            state=Membership.State.ENDED,
            end_reason=Membership.EndReason.ERASED,
            offers_to_keep_at=None,
            said_died_at=None,
            death_told_at=None,
        )


def _groups(account: Any) -> list[dict[str, Any]]:
    rows = Group.objects.filter(founded_by=account).order_by("pk")
    return [
        {"name": row.name, "summary": row.summary, "about": row.about, "founded": _iso(row.created_at)} for row in rows
    ]


def _erase_groups(account: Any) -> None:
    """The group belongs to its members; only who founded it is forgotten. One that never opened goes."""
    never_opened = [Group.State.PROPOSED, Group.State.DECLINED]
    Group.objects.filter(founded_by=account, state__in=never_opened).delete()
    Group.objects.filter(founded_by=account).update(founded_by=None)


def _requests(account: Any) -> list[dict[str, Any]]:
    rows = JoinRequest.objects.filter(account=account).select_related("group").order_by("pk")
    return [
        {
            "group": row.group.name,
            "words": row.words,
            "name": row.proposed_name,
            "state": row.state,
            "asked": _iso(row.asked_at),
        }
        for row in rows
    ]


def _acceptances(account: Any) -> list[dict[str, Any]]:
    rows = RulesAcceptance.objects.filter(membership__account=account).select_related("rules__group").order_by("pk")
    return [
        {"group": row.rules.group.name, "version": row.rules.version, "agreed": _iso(row.accepted_at)} for row in rows
    ]


def _agreements(account: Any) -> list[dict[str, Any]]:
    rows = FacilitatorAgreement.objects.filter(account=account).order_by("pk")
    return [{"version": row.version, "signed": _iso(row.signed_at)} for row in rows]


def _blocks(account: Any) -> list[dict[str, Any]]:
    return [
        {"name": row.name, "made": _iso(row.created_at)} for row in Block.objects.filter(blocker=account).order_by("pk")
    ]


def _erase_own(model: Any) -> Callable[[Any], None]:
    def erase(account: Any) -> None:
        model.objects.filter(account=account).delete()

    return erase


def _erase_blocks(account: Any) -> None:
    Block.objects.filter(Q(blocker=account) | Q(blocked=account)).delete()


def _mutes(account: Any) -> list[dict[str, Any]]:
    rows = Mute.objects.filter(account=account).select_related("membership").order_by("pk")
    return [{"name": row.membership.display_name, "made": _iso(row.created_at)} for row in rows]


def _invitations(account: Any) -> list[dict[str, Any]]:
    rows = Invitation.objects.filter(made_by__account=account).select_related("group").order_by("pk")
    return [{"group": row.group.name, "made": _iso(row.created_at), "runs_out": _iso(row.expires_at)} for row in rows]


def _erase_acceptances(account: Any) -> None:
    RulesAcceptance.objects.filter(membership__account=account).delete()


def _erase_invitations(account: Any) -> None:
    Invitation.objects.filter(made_by__account=account).delete()


def register() -> None:
    """Called once, from AppConfig.ready(). Erasure walks this backwards, so memberships go after what hangs on them."""
    add = holdings.add
    add("groups.group", Holding(
        model=Group, kind="groups_founded", export=_groups, erase=_erase_groups,
        retention=_("The group stays for its members. That you founded it is forgotten."),
        fields={
            "id": T, "uid": T, "slug": PUBLIC, "name": PUBLIC, "summary": PUBLIC, "expect": PUBLIC, "about": PUBLIC,
            "welcome": G, "pinned_note": G, "avatar_seed": PUBLIC, "ages": G, "entry": PUBLIC, "state": PUBLIC,
            "crosstalk": PUBLIC, "sensitivity": G, "language": PUBLIC, "time_zone": PUBLIC, "size": PUBLIC,
            "lived_experience": PUBLIC, "cohort_starts_on": PUBLIC, "cohort_ends_on": PUBLIC, "slow_mode_seconds": G,
            "needs_facilitator_here": PUBLIC, "created_at": T, "founded_by": P, "archived_at": G, "unkept_since": G,
            "closed_to_posts_at": G, "last_active_at": T, "version": T,
        },
    ))  # fmt: skip
    add("groups.membership", Holding(
        model=Membership, kind="memberships", export=_memberships, erase=_erase_memberships,
        retention=_("As long as you have an account, after you left the group too. Then a nameless line stays."),
        fields={
            "id": T, "uid": T, "group": S, "account": S, "role": G, "state": G, "display_name": G, "name_key": T,
            "avatar_seed": G, "just_listening": G, "offers_to_keep_at": P,
            "said_died_at": Class.SAFEGUARDING, "death_told_at": Class.SAFEGUARDING, "joined_at": G, "ended_at": P,
            "end_reason": P,
        },
    ))  # fmt: skip
    add("groups.groundrules", Holding(
        model=GroundRules, kind="ground_rules", retention=_("As long as the group."),
        fields={"id": T, "uid": T, "group": T, "version": PUBLIC, "short": PUBLIC, "long": PUBLIC,
                "created_at": PUBLIC},
    ))  # fmt: skip
    add("groups.rulesacceptance", Holding(
        model=RulesAcceptance, kind="rules_agreed_to", retention=_("As long as you have an account."),
        export=_acceptances, erase=_erase_acceptances,
        fields={"id": T, "uid": T, "membership": P, "rules": P, "accepted_at": P},
    ))  # fmt: skip
    add("groups.facilitatoragreement", Holding(
        model=FacilitatorAgreement, kind="facilitator_agreements", retention=_("As long as you have an account."),
        export=_agreements, erase=_erase_own(FacilitatorAgreement),
        fields={"id": T, "uid": T, "account": P, "version": P, "signed_at": P},
    ))  # fmt: skip
    add("groups.joinrequest", Holding(
        model=JoinRequest, kind="requests_to_join", retention=_("As long as you have an account."),
        export=_requests, erase=_erase_own(JoinRequest),
        fields={
            "id": T, "uid": T, "group": S, "account": S, "words": S, "proposed_name": P, "avatar_seed": P,
            "just_listening": P, "state": P, "asked_at": P, "passed_on_at": P, "decided_at": P, "rules": P,
        },
    ))  # fmt: skip
    add("groups.agemove", Holding(
        model=AgeMove, kind="moved_over_at_18", retention=_("A year after the answer."),
        export=_moves, erase=_erase_moves,
        fields={
            "id": T, "uid": T, "account": P, "to_band": P, "asked_at": P, "seen_by": T, "by_team": T, "reason": S,
            "answered_by": T, "answered_at": P, "goodbye_until": P, "done_at": P, "declined_at": P,
        },
    ))  # fmt: skip
    add("groups.invitation", Holding(
        model=Invitation, kind="invitations_made",
        retention=_("At most a month after it was used up, ran out or was taken back."),
        export=_invitations, erase=_erase_invitations,
        fields={
            "id": T, "uid": T, "group": T, "made_by": P, "token_hash": T, "role": T, "expires_at": P, "revoked_at": P,
            "uses_left": T, "created_at": P,
        },
    ))  # fmt: skip
    add("groups.block", Holding(
        model=Block, kind="blocks", retention=_("Until you take it back."),
        export=_blocks, erase=_erase_blocks,
        fields={"id": T, "uid": T, "blocker": P, "blocked": P, "against": P, "name": P, "created_at": P},
    ))  # fmt: skip
    add("groups.mute", Holding(
        model=Mute, kind="mutes", retention=_("Until you take it back."),
        export=_mutes, erase=_erase_own(Mute),
        fields={"id": T, "uid": T, "account": P, "membership": P, "created_at": P},
    ))  # fmt: skip
