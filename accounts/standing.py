"""What somebody is in this house, fetched with their account while a page is only shown: one question, not five.

What is sent, a socket and a task ask the tables themselves each time: what was fetched a moment ago must never let
anybody do what they may not do any more. A search is sent, too, but only shows: its words stay out of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from accounts.asked import worded
from accounts.models import User
from registry import Registry

# name -> whether it holds of the account `OuterRef("pk")`. Built once: what changes with time in it is `Asked`.
standings: Registry[Callable[[], Any]] = Registry("accounts.standings")
# What was asked already for the page that is only shown now; None while anything else goes on.
_shown: ContextVar[dict[Hashable, Any] | None] = ContextVar("shown", default=None)
ONLY_SHOW = frozenset({"GET", "HEAD"})
T = TypeVar("T")


def known(user: Any, name: str) -> bool | None:
    """Does `name` hold of `user`, as far as it was fetched with them? None: ask."""
    return getattr(user, _column(name), None) if _shown.get() is not None else None


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` answers, asked once for a page that is only shown, and each time wherever something is done."""
    asked = _shown.get()
    if asked is None:
        return ask()
    if key not in asked:
        asked[key] = ask()
    answer: T = asked[key]
    return answer


def sees(user: Any, row: Any) -> bool:
    """Is `row` (of a model whose manager has `visible_to`) there for `user`? Of one page several parts ask it."""
    visible_to = type(row).objects.visible_to
    return once(("sees", type(row), row.pk, user.pk), lambda: bool(visible_to(user).filter(pk=row.pk).exists()))


def only_shows(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a page that changes nothing, also where something is sent to it: a search."""
    view.only_shows = True  # type: ignore[attr-defined]
    return view


def _column(name: str) -> str:
    return f"standing_{name.replace('.', '_')}"


class OneQuestion:
    """Says for as long as a request lasts whether it only shows something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _shown.set({} if request.method in ONLY_SHOW or _is_search(request) else None)
        try:
            return self.get_response(request)
        finally:
            _shown.reset(token)


def _is_search(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and getattr(resolve(request.path_info).func, "only_shows", False)
    except Resolver404:
        return False


@cache
def _with_standing() -> QuerySet[User]:
    questions = {_column(name): holds() for name, holds in standings.items()}
    return User.objects.select_related("profile").annotate(**worded(User.objects.annotate(**questions)))


class WithStanding(AuthenticationBackend):
    """Signing in as the library does it; the profile, which every page asks for, comes with the account."""

    def get_user(self, user_id: Any) -> User | None:
        rows = _with_standing() if _shown.get() is not None else User.objects.select_related("profile")
        user: User | None = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
