"""Pages of the care floor."""

from __future__ import annotations

from care.views.directory import service_page, services_page
from care.views.importing import (
    confirm_service,
    directory,
    export_services,
    import_report,
    import_services,
    withdraw_service,
)
from care.views.lines import confirm_line, confirm_number, doubt_line, help_country, help_page, help_young

__all__ = [
    "confirm_line",
    "confirm_number",
    "confirm_service",
    "directory",
    "doubt_line",
    "export_services",
    "help_country",
    "help_page",
    "help_young",
    "import_report",
    "import_services",
    "service_page",
    "services_page",
    "withdraw_service",
]
