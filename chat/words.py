"""Words as they are read and stored: without what cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# Embeddings and overrides can make a line read as what it is not; plain marks for right-to-left writing stay.
_BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MANY_BLANK_LINES = re.compile(r"\n{4,}")


def tidy(text: str) -> str:
    """The text without control characters, with plain line ends and no more than three in a row."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI_CONTROLS)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return _MANY_BLANK_LINES.sub("\n\n\n", text).strip()
