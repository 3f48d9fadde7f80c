"""Did a team account pass a second step in this session? Also for what has no middleware, such as the socket."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings


def was_passed(user: Any, session: Any) -> bool:
    """Did this very session show a second factor or a passkey, at sign-in or since?"""
    holder: Any = SimpleNamespace(session=session)
    return any(record.get("method") == "mfa" for record in get_authentication_records(holder, user))


def kinds_of(user: Any) -> set[str]:
    """The second steps that `user` has set up. Spare codes are none: they are the way back from losing one."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).values_list("type", flat=True))


def is_missing(user: Any, session: Any) -> bool:
    """True for somebody on the team who must not go on before a second step. Members never need one."""
    if not settings.STAFF_NEED_MFA or not getattr(user, "is_authenticated", False) or not user.is_team:
        return False
    return not was_passed(user, session)
