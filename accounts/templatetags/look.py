"""What templates draw with: faces, icons, seats, and the way out that works without any context."""

from __future__ import annotations

import json

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from accounts import avatars

register = template.Library()

# Icons that point somewhere: they look the other way where people read from right to left.
WAYS = frozenset({"back", "on", "reply", "exit"})
# A row of windows longer than this says less than its words do.
MOST_WINDOWS = 12


@register.simple_tag
def face(seed: object, classes: str = "") -> SafeString:
    """The face drawn from `seed`. It is decoration: the name stands beside it."""
    return format_html(
        '<svg class="face{}" viewBox="0 0 40 48" width="40" height="48" aria-hidden="true">{}</svg>',
        f" {classes}" if classes else "",
        mark_safe(avatars.face(str(seed))),  # noqa: S308 - drawn here, from numbers only
    )


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """One icon of the sprite, beside words and never for them."""
    way = " icon--way" if name in WAYS else ""
    return format_html(
        '<svg class="icon{}{}" width="20" height="20" fill="none" stroke="currentColor" aria-hidden="true">'
        '<use href="{}#i-{}"/></svg>',
        way,
        f" {classes}" if classes else "",
        static("img/sprite.svg"),
        name,
    )


@register.simple_tag
def json_ld(data: object) -> SafeString:
    """Data for machines (schema.org) in a block that no browser runs; nothing in it can end the block."""
    written = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(written),  # noqa: S308 - no sign of it is markup any more
    )


@register.simple_tag
def seats(size: int | str, taken: int | str, seed: object = "", classes: str = "") -> SafeString:
    """A row of windows, lit for people and empty for free places, with the words that say the same."""
    size, taken = int(size or 0), int(taken or 0)
    free = max(size - taken, 0)
    people = ngettext("%(count)d person", "%(count)d people", taken) % {"count": taken}
    places = (
        ngettext("%(count)d place free", "%(count)d places free", free) % {"count": free} if free else gettext("full")
    )
    label = f"{people}, {places}"
    if size > MOST_WINDOWS:
        return format_html('<span class="quiet">{}</span>', label)
    dice = avatars.Dice(str(seed) or "seats")
    hues = [f"h{dice.pick([1, 2, 3, 4, 5])}" for _ in range(min(taken, size))] + ["free"] * free
    return format_html(
        '<span class="seats{}" role="img" aria-label="{}">{}</span>',
        f" {classes}" if classes else "",
        label,
        format_html_join("", '<span class="{}"></span>', ((hue,) for hue in hues)),
    )


@register.simple_tag
def way_out() -> str:
    """Where quick exit goes: one constant address, also on pages that have no context."""
    return str(settings.EXIT_URL)


@register.simple_tag
def house_name() -> str:
    """The name of this installation, also on pages that have no context."""
    return str(settings.SITE_NAME)


@register.filter
def is_tick(field: BoundField) -> bool:
    """A single box to tick: its words come after it, not above."""
    return field.widget_type == "checkbox"


class Keep(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.nodelist.render(context).strip()
        return SafeString("")


@register.tag
def keep(parser: Parser, token: Token) -> Keep:
    """`{% keep name %}…{% endkeep %}` renders what is inside into a variable: how a page's block reaches base.html."""
    name = token.split_contents()[1]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(name, nodelist)


@register.simple_tag
def face_body(seed: object) -> SafeString:
    """The drawing alone, for a page that shows one face many times through `<use>`."""
    return mark_safe(avatars.face(str(seed)))  # noqa: S308 - drawn here, from numbers only


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to loop over."""
    return str(text).split()
