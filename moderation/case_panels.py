"""What other apps add to a case's page: panels beside the words that led to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moderation.models import Case
from registry import Registry

# Called with the case and the account that looks at it; answers safe HTML, or nothing.
case_panels: Registry[Callable[[Case, Any], str]] = Registry("moderation.case_panels")


def panels_for(case: Case, account: Any) -> list[str]:
    """Every panel that has something to say about `case` to `account`."""
    return [panel for make in case_panels if (panel := make(case, account))]
