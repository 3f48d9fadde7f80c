"""Pages of the care floor."""

from __future__ import annotations

from care.views.checking import did_not_work, exchange, export, to_check, to_check_country
from care.views.circle import bring, circle, circle_entry, circle_remove
from care.views.directory import service_page, services_page
from care.views.importing import (
    confirm_service,
    directory,
    export_services,
    import_report,
    import_services,
    withdraw_service,
)
from care.views.lines import (
    confirm_line,
    confirm_number,
    doubt_line,
    help_country,
    help_for,
    help_kept,
    help_page,
    help_young,
)
from care.views.plans import plan, plan_device, plan_now, plan_print, plan_remove, plan_write
from care.views.sharing import plan_share, plan_share_end, shared

__all__ = [
    "bring",
    "circle",
    "circle_entry",
    "circle_remove",
    "confirm_line",
    "confirm_number",
    "confirm_service",
    "did_not_work",
    "directory",
    "doubt_line",
    "exchange",
    "export",
    "export_services",
    "help_country",
    "help_for",
    "help_kept",
    "help_page",
    "help_young",
    "import_report",
    "import_services",
    "plan",
    "plan_device",
    "plan_now",
    "plan_print",
    "plan_remove",
    "plan_share",
    "plan_share_end",
    "plan_write",
    "service_page",
    "services_page",
    "shared",
    "to_check",
    "to_check_country",
    "withdraw_service",
]
