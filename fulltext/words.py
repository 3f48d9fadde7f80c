"""Words as the index keeps them and as people ask for them, folded alike. Pure; no Django here."""

from __future__ import annotations

import re
import unicodedata

WORDS_MOST = 6
LETTERS_MOST = 40
# Letters and digits, and nothing else: what stands between them is read in one way by one database, and in another by
# the other ("anxiety/depression" is a file to PostgreSQL, "helped.it" a host).
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Without capitals and accents, so that “cafe” finds “Café”."""
    if text.isascii():
        return text.lower()
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def split(text: str) -> list[str]:
    """The words of a text in their order, folded, each with its first LETTERS_MOST letters."""
    return [word[:LETTERS_MOST] for word in _WORD.findall(fold(text))]


def words_of(asked: str) -> list[str]:
    """The words of a search, each once, at most WORDS_MOST; nothing in them means anything to a database."""
    return list(dict.fromkeys(split(asked)))[:WORDS_MOST]
