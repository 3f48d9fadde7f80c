"""What the sign-in library tells us, and what follows from it here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset

from accounts import services


def connect() -> None:
    """Called once, from AppConfig.ready()."""
    authenticator_added.connect(_added)
    authenticator_removed.connect(_removed)
    authenticator_reset.connect(_renewed)


def _added(user: Any, authenticator: Any, **_: Any) -> None:
    services.note_second_step(account=user, change=f"added_{authenticator.type}")


def _removed(user: Any, authenticator: Any, **_: Any) -> None:
    services.note_second_step(account=user, change=f"removed_{authenticator.type}")


def _renewed(user: Any, authenticator: Any, **_: Any) -> None:
    services.note_second_step(account=user, change=f"renewed_{authenticator.type}")
