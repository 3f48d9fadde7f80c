"""What somebody is in this house, fetched with their account while a page is only shown: one question, not five.

What is sent, a socket and a task ask the tables themselves each time: what was fetched a moment ago must never let
anybody do what they may not do any more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from registry import Registry

# name -> whether it holds of the account `OuterRef("pk")`. Made anew for each request: some hold until a moment.
standings: Registry[Callable[[], Any]] = Registry("accounts.standings")
_only_shown: ContextVar[bool] = ContextVar("only_shown", default=False)
ONLY_SHOW = frozenset({"GET", "HEAD"})


def known(user: Any, name: str) -> bool | None:
    """Does `name` hold of `user`, as far as it was fetched with them? None: ask."""
    return getattr(user, _column(name), None) if _only_shown.get() else None


def _column(name: str) -> str:
    return f"standing_{name.replace('.', '_')}"


class OneQuestion:
    """Says for as long as a request lasts whether it only shows something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _only_shown.set(request.method in ONLY_SHOW)
        try:
            return self.get_response(request)
        finally:
            _only_shown.reset(token)


class WithStanding(AuthenticationBackend):
    """Signing in as the library does it; the profile, which every page asks for, comes with the account."""

    def get_user(self, user_id: Any) -> User | None:
        rows = User.objects.select_related("profile")
        if _only_shown.get():
            rows = rows.annotate(**{_column(name): holds() for name, holds in standings.items()})
        user: User | None = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
