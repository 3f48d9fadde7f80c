"""“I need help” pressed on a page that closed to somebody meanwhile: it is heard before they are turned away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from moderation import services


def heard_anyway(request: HttpRequest, group: Any = None) -> HttpResponse | None:
    """The way to the conversation that the call opened, or None where this request is no call for help.

    For requests whose form was checked to be ours. `group` only where the person may know it.
    """
    if request.method != "POST" or request.POST.get("need") != "help" or not request.user.is_authenticated:
        return None
    words = request.POST.get("body", "").replace("\x00", "")
    case = services.open_help_case(actor=request.user, group=group, words=words)
    return redirect("moderation:conversation", uid=case.uid)
