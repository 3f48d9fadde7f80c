"""What follows in groups from what happened to an account. Runs inside the transaction of its cause."""

from __future__ import annotations

from typing import Any

from accounts.signals import account_hidden, account_shown, death_noted, death_undone, trust_taken
from groups.models import JoinRequest, Membership
from groups.services.ages import end_what_does_not_fit
from groups.services.asking import withdraw
from groups.services.blocks import lock, look_after


def connect() -> None:
    account_hidden.connect(_hidden, dispatch_uid="groups.hidden")
    account_shown.connect(_shown, dispatch_uid="groups.shown")
    trust_taken.connect(_not_trusted, dispatch_uid="groups.trust_taken")
    death_noted.connect(_shown, dispatch_uid="groups.death_noted")
    death_undone.connect(_shown, dispatch_uid="groups.death_undone")


def _not_trusted(*, user: Any, **_: Any) -> None:
    """They keep no group of the young from now on."""
    end_what_does_not_fit(user, None)


def _hidden(*, user: Any, **_: Any) -> None:
    """Requests of someone who is going are taken back; groups they kept alone are marked."""
    if user.erase_after is not None:
        for request in JoinRequest.objects.waiting().filter(account=user):
            withdraw(request, actor=user)
    _look_after_groups_of(user)


def _shown(*, user: Any, **_: Any) -> None:
    _look_after_groups_of(user)


def _look_after_groups_of(user: Any) -> None:
    for membership in Membership.objects.of(user).exclude(role=Membership.Role.MEMBER).select_related("group"):
        look_after(lock(membership.group))
