"""What home says of conversations with the team."""

from __future__ import annotations

from typing import Any

from moderation.duty import on_duty
from moderation.models import Case
from moderation.panel import duty_line
from registries import HomeCard

SHOWN_MOST = 3


def cards(user: Any) -> list[HomeCard]:
    """One card while a conversation with the team is open; nothing otherwise."""
    cases = list(Case.objects.of_author(user).open().order_by("-last_activity_at")[:SHOWN_MOST])
    if not cases:
        return []
    return [
        HomeCard(
            template="moderation/_home.html",
            context={"cases": cases, "duty_line": duty_line(on_duty(besides=user))},
            weight=5,
        )
    ]
