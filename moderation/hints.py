"""Hints to open pages, after commit. They say that something changed, never what or whose."""

from __future__ import annotations

import uuid
from typing import Any

from groups.models import Membership
from moderation.models import Case
from realtime import hub
from rows import effect


def desk_changed(case: Any) -> None:
    """Building block. After commit, the open desks of those who see the case look again."""
    effect(lambda: _tell_desks(case.pk, case.group_uid))


def desks_changed() -> None:
    """Building block. After commit, the open desks of moderators look again: something that holds for all of them."""
    effect(lambda: hub.publish("desk", {"seq": None, "kind": "case"}))


def _tell_desks(case_id: int, group_uid: uuid.UUID | None) -> None:
    hub.publish("desk", {"seq": None, "kind": "case"})
    if group_uid is None:
        return
    for keeper in Membership.objects.keepers().filter(group__uid=group_uid).select_related("account"):
        account = keeper.account
        if account is None or account.is_moderator:
            continue
        # Not of every case of their group: none about themselves, none of somebody who blocked them.
        if Case.objects.visible_to(account).filter(pk=case_id).exists():
            hub.publish(f"me:{account.uid}", {"seq": None, "kind": "case"})


def author_changed(case: Any) -> None:
    """Building block. After commit, the open pages of the person look again, where they know of the case at all."""
    effect(lambda: _tell_author(case.pk, case.subject_account))


def _tell_author(case_id: int, account: Any) -> None:
    # Whoever is reported must not even hear that something moved.
    if account is not None and Case.objects.of_author(account).filter(pk=case_id).exists():
        hub.publish(f"me:{account.uid}", {"seq": None, "kind": "conversation"})
