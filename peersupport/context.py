"""What every page knows: the name of the place, the way out, where the person is in the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can
from moderation import duty


def site(request: HttpRequest) -> dict[str, Any]:
    """For base.html. Never a query for visitors; at most one for people who are signed in (who is on duty)."""
    user: Any = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    discreet = bool(getattr(request, "discreet", False))
    return {
        "site_name": _("Notes") if discreet else settings.SITE_NAME,
        "exit_url": settings.EXIT_URL,
        "help_url": reverse("care:help"),
        "need_help_url": reverse("moderation:need_help") if signed_in else "",
        "nav": _nav(request, user) if signed_in and user.profile.onboarded_at else [],
        "discreet": discreet,
        "theme": getattr(request, "theme", ""),
        "duty": duty.on_duty if signed_in else None,
        "live": _live(user) if signed_in else "",
        # Such a copy of a page is not shown: what is said once stays for the next page that is.
        "by_itself": "X-Live" in request.headers,
    }


def _live(user: Any) -> str:
    """The topics that tell open pages of `user` to look again."""
    return f"me:{user.uid} desk" if can(user, "moderation.keep_watch") else f"me:{user.uid}"


def _nav(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    in_groups = request.path.startswith(("/groups", "/rooms", "/meetings"))
    entries = [
        ("home", reverse("home"), _("Home"), request.path.startswith("/home")),
        ("groups", reverse("groups:discover"), _("Groups"), in_groups),
    ]
    if can(user, "moderation.work_desk"):
        entries.append(("desk", reverse("moderation:desk"), _("Desk"), request.path.startswith("/desk")))
    entries.append(("you", reverse("accounts:you"), _("You"), request.path.startswith(("/you", "/account"))))
    return [dict(icon=icon, url=url, label=label, current=current) for icon, url, label, current in entries]
