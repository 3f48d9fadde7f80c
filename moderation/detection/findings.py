"""Contact and identifying details, found by their shape."""

from __future__ import annotations

from .model import Finding


def identifying(text: str) -> list[Finding]:
    return []
