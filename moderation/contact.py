"""Ways to reach somebody outside: addresses, numbers, links, names elsewhere. What takes none of them asks here."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from moderation.detection.findings import identifying


class LeadsAway(ValidationError):
    """The words hold a way to reach somebody outside."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Please without addresses, numbers, links or names elsewhere. Your words are still here: take that "
                "part out and send the rest."
            )
        )


_LINK = re.compile(
    r"""
      \b[a-z][a-z0-9+.-]{1,15}://            # any scheme
    | \b(?:mailto|tel|sms|data):\S
    | \bwww\d?\.\w
    # Endings that are words of a language ("at", "me", "to") are left out: people forget the blank after a full stop.
    | (?<![\w.@-])(?:[\w-]+\.)+(?:com|org|net|info|eu|de|es|uk|ie|fr|it|nl|us|gg|io|app|link|chat|tv|xyz|ch|se|dk|fi
        |pl|pt|cz|gr|br|mx|ar|cl|au|nz|ca|za|cc|ai|dev|site|online|social|club|page|blog|shop)\b
    | (?<![\w.@-])(?:[\w-]+\.)+[a-z]{2,}/\S   # any other name with a path behind it
    | (?<![\w.@])@[a-z0-9_.]{3,}             # a name on some other place
    """,
    re.I | re.X,
)


# Helplines that cost nothing. Other numbers of eight digits or more may be somebody's own.
_FREE = re.compile(r"(?:0800|0808|1800|116)")
_NUMBER = re.compile(r"\+?\d(?:[ .()/-]{0,2}\d){7,}")
_DATE = re.compile(r"(?:[0-3]?\d[./-][0-3]?\d[./-](?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)")


def leads_away(text: str) -> bool:
    """Whether a text holds an address, a telephone number, a link, or a name elsewhere. Free helplines are none."""
    text = unicodedata.normalize("NFKC", text)
    if _LINK.search(text) or identifying(text):
        return True
    numbers = [found[0] for found in _NUMBER.finditer(text)]
    return any(not _DATE.fullmatch(one) and not _FREE.match(re.sub(r"\D", "", one)) for one in numbers)
