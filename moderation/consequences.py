"""What happens in moderation when something happens on the floors below. Runs in the transaction of what happened."""

from __future__ import annotations

from typing import Any

from accounts.signals import raid_mode_switched
from groups.models import Membership
from groups.signals import membership_ending, words_taken_back
from moderation import hints, services
from moderation.models import Case
from moderation.services.cases import NOTICE
from notifications.models import Notification
from notifications.signals import undelivered


def connect() -> None:
    """Called once, from AppConfig.ready()."""
    undelivered.connect(_tell_somebody_else, dispatch_uid="moderation")
    raid_mode_switched.connect(_desks_look_again, dispatch_uid="moderation")
    membership_ending.connect(_removal, dispatch_uid="moderation")
    words_taken_back.connect(_words_taken_back, dispatch_uid="moderation")


def _tell_somebody_else(sender: Any, *, notification: Notification, **kwargs: Any) -> None:
    if notification.kind == NOTICE and notification.about_kind == Case._meta.label_lower and notification.about_uid:
        services.alert_undelivered(notification.about_uid)


def _removal(sender: Any, *, membership: Membership, actor: Any, why: str, **kwargs: Any) -> bool:
    return services.record_removal(actor=actor, membership=membership, why=why)


def _words_taken_back(sender: Any, *, account: Any, group: Any, **kwargs: Any) -> None:
    """Sent before the transaction in which they leave."""
    services.take_all_remembered_back(actor=account, group=group)


def _desks_look_again(sender: Any, **kwargs: Any) -> None:
    hints.desks_changed()
