"""Names and lines as people may type them, made safe to show. No Django models here."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME_MOST = 40
# Joiners carry meaning in Persian, in Indic scripts and in emoji; every other invisible character goes.
JOINERS = {"\u200c", "\u200d"}
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
MARKS = {"Mn", "Me"}
# More marks than this on one letter is drawing over other people's lines.
MOST_MARKS = 3
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏгкмтвнαοερινυτκ01|!$i",
    "aeopcyxljsdhlrkmtbhaoeplvutkolllsl",
)
ADDRESS = re.compile(r"@|://|www\.|(\d[\s().-]*){6,}", re.IGNORECASE)


def _visible(text: str, keep: str = "") -> str:
    out: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in MARKS else 0
        if char in keep or char in JOINERS:
            out.append(char)
        elif category in INVISIBLE or marks > MOST_MARKS:
            continue
        else:
            out.append(" " if category in {"Zs", "Zl", "Zp"} else char)
    return "".join(out)


def clean_line(text: str) -> str:
    """One line: no control or direction characters, single spaces, nothing at the ends."""
    return " ".join(_visible(re.sub(r"[\t\r\n\v\f\u2028\u2029]+", " ", text)).split())


def clean_text(text: str) -> str:
    """Lines as typed, without control or direction characters and with at most one empty line in a row."""
    text = re.sub(r"\r\n?|\u2028|\u2029", "\n", text).replace("\t", " ")
    lines = [line.rstrip() for line in _visible(text, keep="\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def name_key(name: str) -> str:
    """The name as eyes read it, where a capital I and a small l are one: no two in a group share a key.

    Empty without a letter or a digit.
    """
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LOOKALIKES)
    return "".join(char for char in plain if char.isalnum())[:80]


# Nobody may look like the team, or like someone who left for good.
RESERVED = frozenset(
    map(
        name_key,
        "admin administrator facilitator cofacilitator host mod moderator moderators official peersupport staff "
        "support system team formermember theteam".split(),
    )
)


def clean_name(name: str) -> str:
    """A display name that may be shown, or ValidationError with the reason in kind words."""
    name = clean_line(name)
    if len(name) > NAME_MOST:
        raise ValidationError(_("This name is a little long. Up to 40 letters fit."), code="long")
    key = name_key(name)
    if not key:
        raise ValidationError(_("A name needs a letter or a number, so that it can be read aloud."), code="empty")
    if ADDRESS.search(name):
        raise ValidationError(
            _("Please leave addresses and numbers out of a name. That keeps you safe."), code="address"
        )
    if key in RESERVED or any(name_key(part) in RESERVED for part in re.split(r"[\s_.\-]+", name)):
        raise ValidationError(_("This name sounds like the team. Please choose another."), code="reserved")
    return name
