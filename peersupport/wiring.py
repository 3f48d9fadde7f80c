"""The only place where siblings meet: signals of one app joined to services of another."""

from __future__ import annotations

from typing import Any

from care.signals import import_waits
from meetings.models import ServiceRole
from notifications.signals import outbox_filled
from peersupport.waking import wake_delivery, wake_imports
from stories.policies import welcomers


def connect() -> None:
    """Called once, when every app is ready."""
    outbox_filled.connect(wake_delivery, dispatch_uid="peersupport")
    import_waits.connect(wake_imports, dispatch_uid="peersupport")
    welcomers.add("meetings", welcomes_for_a_while)


def welcomes_for_a_while(user: Any) -> bool:
    """Whoever took it on in one of their groups to welcome people also sees which stories wait for an answer."""
    return ServiceRole.objects.live().filter(membership__account=user, role=ServiceRole.Role.WELCOMER).exists()
