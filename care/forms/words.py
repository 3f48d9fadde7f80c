"""Fields for words of one's own, and the name of a form that is open: what every floor from here up is typed into."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

# Browsers must not keep what is typed here to offer it again.
UNKEPT = {"autocomplete": "off"}


class FreeText(forms.CharField):
    """Kept as it is typed; how much fits is said where it is kept, and nothing is cut before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)


def new_uid() -> str:
    """For one open page or form: what is sent twice under it is stored once."""
    return str(uuid.uuid4())


def uid_of(typed: str) -> uuid.UUID | None:
    """The uid that an address or a hidden field carried; None for whatever else stood there."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
