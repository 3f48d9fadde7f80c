"""What pages of the plan and the circle read out of lines."""

from __future__ import annotations

from django import template

from care.steps import BY_KEY, Line, lines_of

register = template.Library()


@register.filter
def reachable(words: str) -> tuple[Line, ...]:
    """The lines of a text about how to reach somebody, each with its telephone number where it has one."""
    return lines_of(BY_KEY["people"], words)
