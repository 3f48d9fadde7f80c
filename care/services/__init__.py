"""Every write on the care floor, and the support card. Entry services open their own transaction."""

from __future__ import annotations

from care.services.checking import (
    countries_to_check,
    forget_not_reached,
    numbers_overdue,
    rows_to_check,
    tell_not_reached,
)
from care.services.circle import (
    Around,
    CircleFull,
    circle_of,
    entry_of,
    keep_in_circle,
    remove_from_circle,
)
from care.services.exchange import Difference, export, preview
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
from care.services.plans import PlanChanged, StepTooLong, Written, has_plan, plan_of, remove_plan, write_plan
from care.services.sharing import (
    Made,
    NothingToShare,
    Opening,
    TooManyShares,
    end_share,
    forget_shares,
    open_share,
    share_behind,
    share_plan,
)

__all__ = [
    "ADDRESS_MOST",
    "Around",
    "CircleFull",
    "Difference",
    "Loaded",
    "Made",
    "NothingToShare",
    "Opening",
    "PlanChanged",
    "StepTooLong",
    "TooManyShares",
    "Written",
    "circle_of",
    "confirm_line",
    "confirm_number",
    "countries_to_check",
    "doubt_line",
    "end_share",
    "entry_of",
    "export",
    "forget_not_reached",
    "forget_shares",
    "has_plan",
    "keep_in_circle",
    "load_support_lines",
    "numbers_overdue",
    "open_share",
    "plan_of",
    "preview",
    "remove_from_circle",
    "remove_plan",
    "rows_to_check",
    "share_behind",
    "share_plan",
    "store_support_lines",
    "support_card",
    "tell_not_reached",
    "write_plan",
]
