"""More than a group can hold: the services chosen for somebody, and the way to choosing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.access import can
from care import finding
from care.entry import Card, card
from care.forms import uid_of
from care.querysets.directory import ServiceQuerySet
from groups.doors import Door, acts
from groups.models import Group, Membership
from moderation.models import StepUp


def services_of(uids: Iterable[str], user: Any) -> ServiceQuerySet:
    """Those of `uids` that `user` finds in the directory; whatever else stands there is left out."""
    return finding.found(finding.Wish(), user).filter(uid__in=[uid for uid in map(uid_of, uids) if uid])


def cards_of(row: StepUp, user: Any) -> list[Card]:
    """The chosen services as the directory has them today."""
    return [card(service) for service in services_of(row.chosen, user)]


def step_up_link(user: Any, row: Group | Membership) -> Door | None:
    """Beside a name, for who keeps the room."""
    if not isinstance(row, Membership):
        return None
    href = reverse("moderation:step_up", args=[row.uid])
    if can(user, "moderation.offer_more_help", row):
        return Door(label=gettext("More than a group can hold"), href=href, icon="phone")
    if StepUp.objects.of_keeper(user).filter(membership=row).exists():
        return Door(label=gettext("The help you chose for them"), href=href, icon="phone")
    return None


def register() -> None:
    acts.add("step_up", step_up_link)
