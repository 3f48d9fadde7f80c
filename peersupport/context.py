"""What every page knows: the name of the place, the way out, where the person is in the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can
from chat.replies import panel_of_page
from moderation import duty

# Where people are led to after words of theirs were read that no room shows. Rooms and conversations draw their own.
WITH_PANEL = {
    "home", "accounts:you", "groups:group", "groups:rules_again", "groups:members", "groups:settings", "groups:keep",
    "groups:describe", "groups:edit_rules", "groups:room", "resilience:buddy", "resilience:steps", "resilience:step",
    "stories:story", "stories:mine", "stories:discover",
    "resilience:strategy", "resilience:toolbox", "resilience:shelf",
}  # fmt: skip


def site(request: HttpRequest) -> dict[str, Any]:
    """For base.html. Never a query for visitors; for people who are signed in at most one (who is on duty), and on some
    pages another (is there a support panel of theirs)."""
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
        "support_panel": _panel(request, user) if signed_in else "",
        "live": _live(user) if signed_in else "",
        # Such a copy of a page is not shown: what is said once stays for the next page that is.
        "by_itself": "X-Live" in request.headers,
    }


def _panel(request: HttpRequest, user: Any) -> str:
    """The support panel of what was noticed a while ago, for their eyes only, or nothing."""
    if request.resolver_match is None or request.resolver_match.view_name not in WITH_PANEL:
        return ""
    return panel_of_page(user, None, csrf_token=get_token(request), back=request.path)


def _live(user: Any) -> str:
    """The topics that tell open pages of `user` to look again."""
    return f"me:{user.uid} desk" if can(user, "moderation.keep_watch") else f"me:{user.uid}"


def _nav(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    in_groups = request.path.startswith(("/groups", "/rooms", "/meetings"))
    entries = [
        ("home", reverse("home"), _("Home"), request.path.startswith("/home")),
        ("groups", reverse("groups:discover"), _("Groups"), in_groups),
    ]
    entries.append(("book", reverse("stories:discover"), _("Stories"), request.path.startswith("/stories")))
    entries.append(("search", reverse("search"), _("Search"), request.path.startswith("/search")))
    if can(user, "moderation.work_desk"):
        entries.append(("desk", reverse("moderation:desk"), _("Desk"), request.path.startswith("/desk")))
    entries.append(("you", reverse("accounts:you"), _("You"), request.path.startswith(("/you", "/account"))))
    return [dict(icon=icon, url=url, label=label, current=current) for icon, url, label, current in entries]
