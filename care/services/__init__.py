"""Every write on the care floor, and the support card. Entry services open their own transaction."""

from __future__ import annotations

from care.services.lines import (
    ADDRESS_MOST,
    Loaded,
    confirm_line,
    confirm_number,
    doubt_line,
    load_support_lines,
    store_support_lines,
    support_card,
)

__all__ = [
    "ADDRESS_MOST",
    "Loaded",
    "confirm_line",
    "confirm_number",
    "doubt_line",
    "load_support_lines",
    "store_support_lines",
    "support_card",
]
