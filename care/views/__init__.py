"""Pages of the care floor."""

from __future__ import annotations

from care.views.lines import confirm_line, confirm_number, doubt_line, help_country, help_page, help_young

__all__ = ["confirm_line", "confirm_number", "doubt_line", "help_country", "help_page", "help_young"]
