"""Words as the index keeps them and as people ask for them, folded alike. Pure; no Django here."""

from __future__ import annotations

import re
import unicodedata

WORDS_MOST = 6
LETTERS_MOST = 40
_WORD = re.compile(r"\w+", re.UNICODE)


def fold(text: str) -> str:
    """Without capitals and accents, so that “cafe” finds “Café”."""
    if text.isascii():
        return text.lower()
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def words_of(asked: str) -> list[str]:
    """The words of a search, each once, at most WORDS_MOST; nothing in them means anything to a database."""
    found = dict.fromkeys(word.strip("_")[:LETTERS_MOST] for word in _WORD.findall(fold(asked)))
    return [word for word in found if word][:WORDS_MOST]
