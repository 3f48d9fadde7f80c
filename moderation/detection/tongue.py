"""Whether words may be of a language that no enabled pack reads, though they are written with the same letters.

A guess from the commonest words, right for nearly all ordinary messages and wrong for some short ones. It is asked
only where "perhaps" has to count as yes, and it makes nobody's words a finding.
"""

from __future__ import annotations

import re

from .engine import COMMON, KNOWN
from .fold import fold_char

# Of the words of a message in one's own language about two thirds are among the commonest; one in twenty has a third.
ENOUGH = 1 / 3
_WORD = re.compile(r"[^\W\d_]+")


def may_be_foreign(text: str) -> bool:
    """True where few of the words are common ones of an enabled pack and some are known to none."""
    lower = "".join(fold_char(char) if ord(char) > 127 else char for char in text.lower())
    words = _WORD.findall(lower.replace("’", "").replace("'", ""))
    if all(word in KNOWN for word in words):
        return False
    return all(sum(word in common for word in words) <= ENOUGH * len(words) for common in COMMON)
