"""Groups and people in them. `begin_membership` is the real block, so the floors above hear of every join."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.db import transaction

import clock
from groups import search
from groups.agreement import AGREEMENT_VERSION
from groups.ground_rules import rules_in_force, usual_rules
from groups.models import FacilitatorAgreement, GroundRules, Group, JoinRequest, Membership, new_seed
from groups.services.blocks import begin_membership, look_after
from groups.words import name_key

_numbers = count(1)


def make_group(
    founder: Any = None, *, founder_name: str = "", topics: Any = (), rules: str = "", **fields: Any
) -> Group:
    """An active, open group with its first rules; kept by `founder` where one is given."""
    number = next(_numbers)
    name = fields.pop("name", f"Group {number}")
    values: dict[str, Any] = {
        "slug": f"group-{number}-{new_seed()[:6]}",
        "summary": "For nights when the head will not stop.",
        "expect": "Slow talk, no advice unless you ask.",
        "entry": Group.Entry.OPEN,
        "state": Group.State.ACTIVE,
        "founded_by": founder,
        "created_at": clock.now(),
    }
    with transaction.atomic():
        group = Group.objects.create(name=name, **(values | fields))
        group.lived_experience.set(topics)
        search.put(group)
        GroundRules.objects.create(group=group, version=1, short=rules or usual_rules(), created_at=clock.now())
        if founder is not None:
            sign(founder)
            join(group, founder, name=founder_name or f"Keeper {number}", role=Membership.Role.FACILITATOR)
    return group


def join(group: Group, user: Any, *, name: str = "", role: str = Membership.Role.MEMBER, **fields: Any) -> Membership:
    """`user` is an active member of `group` who agreed to its rules; `fields` are set on the row afterwards."""
    display_name = name or f"Member {next(_numbers)}"
    with transaction.atomic():
        membership = begin_membership(
            group=group,
            account=user,
            display_name=display_name,
            avatar_seed=new_seed(),
            just_listening=False,
            agreed_to=rules_in_force(group),
            role=role,
        )
        if fields:
            Membership.objects.filter(pk=membership.pk).update(**fields)
            membership.refresh_from_db()
    return membership


def leave(membership: Membership, reason: str = Membership.EndReason.LEFT) -> Membership:
    """The membership is over, as if the service had ended it."""
    from groups.services import end_membership

    with transaction.atomic():
        end_membership(membership, reason)
    return membership


def sign(user: Any) -> FacilitatorAgreement:
    """`user` has signed the facilitator agreement in force."""
    return FacilitatorAgreement.objects.get_or_create(
        account=user, version=AGREEMENT_VERSION, defaults={"signed_at": clock.now()}
    )[0]


def ask(
    group: Group, user: Any, *, words: str = "I have lain awake for a year.", name: str = "", **fields: Any
) -> JoinRequest:
    """A request of `user` that waits."""
    name = name or f"Asking {next(_numbers)}"
    values: dict[str, Any] = {"rules": rules_in_force(group), "asked_at": clock.now(), "avatar_seed": new_seed()}
    return JoinRequest.objects.create(group=group, account=user, words=words, proposed_name=name, **(values | fields))


def new_rules(group: Group, short: str = "Be kind.\nTake turns.") -> GroundRules:
    """A newer version, which nobody has agreed to yet."""
    latest = rules_in_force(group)
    return GroundRules.objects.create(group=group, version=(latest.version if latest else 0) + 1, short=short)


def rename(membership: Membership, name: str) -> Membership:
    membership.display_name, membership.name_key = name, name_key(name)
    membership.save(update_fields=["display_name", "name_key"])
    return membership


def refresh_keeping(group: Group) -> Group:
    """Mark or lift "nobody keeps it" after rows were changed by hand."""
    with transaction.atomic():
        look_after(Group.objects.get(pk=group.pk))
    group.refresh_from_db()
    return group
