"""After a death: the way there from a name, for who keeps the group."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.access import can
from groups.doors import Door, acts
from groups.models import Group, Membership
from moderation.models import Case, Death


def died_link(user: Any, row: Group | Membership) -> Door | None:
    """Beside a name."""
    if not isinstance(row, Membership):
        return None
    found = Death.objects.visible_to(user).standing().filter(membership=row).first()
    if found is not None:
        return Door(label=gettext("What was said of them, and what helps now"), href=page_of(found), icon="leaf")
    if can(user, "moderation.say_died", row):
        return Door(label=gettext("They have died"), href=reverse("moderation:say_died", args=[row.uid]), icon="leaf")
    return None


def died_of(user: Any, case: Case) -> Door | None:
    """The same from a conversation that is about a name in a group."""
    if case.subject_account_id is None or case.group_uid is None or not user.is_moderator:
        return None
    names = Membership.objects.live().filter(account=case.subject_account_id, group__uid=case.group_uid)
    name = names.select_related("group").first()
    return died_link(user, name) if name is not None else None


def page_of(death: Death) -> str:
    return reverse("moderation:after_death", args=[death.uid])


def register() -> None:
    acts.add("died", died_link)
