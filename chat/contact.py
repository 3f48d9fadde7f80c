"""Ways to reach somebody outside: addresses, numbers, links, names elsewhere. Rooms for two take none of them."""

from __future__ import annotations

import re

from chat.models import Room
from moderation.detection.findings import identifying

# In which kinds of rooms nobody is led away from where help can come.
WITHOUT_CONTACT = {Room.Kind.BUDDY}
_LINK = re.compile(
    r"""
      \b[a-z][a-z0-9+.-]{1,15}://            # any scheme
    | \b(?:mailto|tel|sms|data):\S
    | \bwww\d?\.\w
    | (?<![\w.@-])(?:[\w-]+\.)+(?:com|org|net|info|eu|de|es|uk|ie|fr|it|nl|us|gg|io|app|link|chat|tv|xyz)\b
    | (?<![\w.@-])(?:[\w-]+\.)+[a-z]{2,}/\S   # any other name with a path behind it
    | (?<![\w.@])@[a-z0-9_.]{3,}             # a name on some other place
    """,
    re.I | re.X,
)


def leads_away(text: str) -> bool:
    """Whether a text holds an address, a telephone number, a link, or a name elsewhere. Free helplines are none."""
    return bool(_LINK.search(text)) or bool(identifying(text))
