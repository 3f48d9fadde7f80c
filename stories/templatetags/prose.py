"""How stories are drawn: the words of a person as a page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from stories import prose as written

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs, lists, quotes and emphasis of a text; everything else in it is text."""
    return written.rendered(str(text))
