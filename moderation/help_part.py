"""What moderation adds to the help page of someone who is signed in: the way to a person of the team."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from accounts.access import can
from moderation.duty import on_duty
from moderation.panel import duty_line


def someone_here(request: HttpRequest) -> str:
    """A section with one button, and who of the team is really here; "" for visitors."""
    if not can(request.user, "moderation.need_help"):
        return ""
    return render_to_string(
        "moderation/_help_part.html",
        {"duty_line": duty_line(on_duty(besides=request.user)), "csrf_token": get_token(request)},
    )
