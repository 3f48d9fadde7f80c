"""The only place where siblings meet: signals of one app joined to services of another."""

from __future__ import annotations

from care.signals import import_waits
from notifications.signals import outbox_filled
from peersupport.waking import wake_delivery, wake_imports


def connect() -> None:
    """Called once, when every app is ready."""
    outbox_filled.connect(wake_delivery, dispatch_uid="peersupport")
    import_waits.connect(wake_imports, dispatch_uid="peersupport")
