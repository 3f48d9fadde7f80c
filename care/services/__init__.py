"""Every write on the care floor, and the support card. Entry services open their own transaction."""

from __future__ import annotations

from care.services.directory import (
    Comparison,
    ImportRefused,
    compare_services,
    confirm_service,
    exported,
    import_services,
    store_services,
    withdraw_service,
)
from care.services.imports import agree_to_import, forget_imports, give_import, give_up_import, work_imports
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
    "Comparison",
    "ImportRefused",
    "Loaded",
    "agree_to_import",
    "compare_services",
    "confirm_line",
    "confirm_number",
    "confirm_service",
    "doubt_line",
    "exported",
    "forget_imports",
    "give_import",
    "give_up_import",
    "import_services",
    "load_support_lines",
    "store_services",
    "store_support_lines",
    "support_card",
    "withdraw_service",
    "work_imports",
]
