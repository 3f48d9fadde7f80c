"""Words that were not taken: where they cry for help, help stands beside them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token

from moderation.models import Level
from moderation.panel import render_refused_panel
from moderation.reading import Outcome


def panel_beside(request: HttpRequest, words: str, read: Outcome, group: Any = None) -> str:
    """What only their author sees beside `words`, or nothing. `group`: whose keepers learn of them, once sent."""
    if read.level != Level.CRISIS:
        return ""
    return render_refused_panel(
        account=request.user,
        group=group,
        words=words,
        reading=read.reading,
        csrf_token=get_token(request),
        back=request.path,
    )
