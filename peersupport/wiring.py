"""The only place where siblings meet: signals of one app joined to services of another."""

from __future__ import annotations

from notifications.signals import outbox_filled
from peersupport.waking import wake_delivery


def connect() -> None:
    """Called once, when every app is ready."""
    outbox_filled.connect(wake_delivery, dispatch_uid="peersupport")
