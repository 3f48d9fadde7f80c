"""Words in disguise: digits for letters, stars, stretched, joined and misspelt words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby, product
from types import MappingProxyType

_LEET = str.maketrans("0134578@$|9!", "oieastbasigi")
_LEET_L = str.maketrans("0134578@$|9!", "oleastbaslgi")
_LEET_SIGNS = frozenset("0134578@$|9")
_TIMES = "am pm st nd rd th hr hrs h min mins yo yrs yr y k m f x".split()
_DOSES = "mg mgs ml mcg g kg lb lbs cal cals kcal oz cm".split()
_STEM = re.compile("kill|suicid|myself|die|mylife|cut|hurt|dead|harm|matar|morir|mivida|mism[oa]")
_STRETCHED = re.compile(r"(.)\1\1")
LONGEST = 24
MOST = 80
# The longest word whose repair is kept in memory, and of how many; longer ones may be whole sentences without spaces.
REMEMBERED, MOST_REMEMBERED = 10, 4000


class Repairer:
    """Finds the word that a strange spelling stands for, among a closed list of known words."""

    def __init__(
        self,
        known: Iterable[str],
        core: Iterable[str],
        guard: Iterable[str] = (),
        endings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.known = frozenset(known)
        # Those that are one token as they stand.
        self.plain = frozenset(word for word in self.known if word.replace("'", "").isalnum() and word.isascii())
        self._guard = frozenset(guard)
        # Endings as they are spoken ("goin", "dejao") and as the known words write them.
        self._endings = tuple(endings.items())
        self.core = tuple(core)
        # Single words that were looked at before: nothing of who wrote them, where, or beside what.
        self._looked_at: dict[str, str] = {}
        self._core = frozenset(self.core)
        self.spelt = frozenset(word for word in self.core if len(word) >= 3)
        self.openings = frozenset(word[:3] for word in self.spelt)
        self._deleted: dict[str, list[str]] = {}
        self._starred: dict[str, str] = {}
        for word in self.core:
            if len(word) >= 3:
                for at in range(len(word)):
                    self._starred.setdefault(word[:at] + "*" + word[at + 1 :], word)
                for at in range(1, len(word) - 1):
                    self._starred.setdefault(word[:at] + "**" + word[at + 2 :], word)
            if len(word) >= 4:
                for key in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                    self._deleted.setdefault(key, []).append(word)

    def repair(self, token: str) -> str:
        if token.isalpha() and len(token) <= LONGEST:
            if len(token) > REMEMBERED:
                return self._spelling(token)
            found = self._looked_at.get(token)
            if found is None:
                found = self._spelling(token)
                if len(self._looked_at) >= MOST_REMEMBERED:
                    self._looked_at.clear()
                self._looked_at[token] = found
            return found
        return self._repair(token)

    def _repair(self, token: str) -> str:
        token = token[:MOST].strip("'*_#|")
        if not token or token in self.known:
            return token
        if len(token) > LONGEST:
            token = self.shorten(token)
            if len(token) > LONGEST:
                return token[:LONGEST]
        if token.isdigit():
            return number(token)
        if not token.isalpha():
            if token[0].isdigit():
                digits = token.rstrip("abcdefghijklmnopqrstuvwxyz")
                unit = token[len(digits) :]
                if digits.isdigit() and unit in _TIMES:
                    return "0time"
                if digits.isdigit() and unit == "s":
                    return "0year"
                if digits.isdigit() and unit in _DOSES:
                    return "0dose"
            if "*" in token:
                return self._starred.get(token, token)
            if token[0] == "$" and token[1:].isdigit():
                return "0money"
            if not _LEET_SIGNS.isdisjoint(token):
                for table in (_LEET, _LEET_L):
                    plain = token.translate(table)
                    if plain in self.known:
                        return plain
                plain = token.translate(_LEET)
                if plain.replace("'", "").isalpha() and (token[0] != "@" or len(token) < 4):
                    return self._spelling(plain) if any(c.isalpha() for c in token) else token
                return token
            if "'" in token and "''" not in token:
                head, _, tail = token.partition("'")
                if tail in ("s", "d", "ll", "ve", "re", "m"):
                    fixed = self._repair(head)
                    return f"{fixed}'{tail}"
                if token.endswith("n't"):
                    return self._spelling(token[:-3]) + "n't"
                return self._spelling(token)
            return token
        return self._spelling(token)

    def leet(self, token: str) -> str:
        """The word that a number would be if its digits stood for letters."""
        for table in (_LEET, _LEET_L):
            plain = token.translate(table)
            if plain.isalpha() and plain in self.known and len(plain) > 1:
                return plain
        return ""

    def _spelling(self, token: str) -> str:
        short = self.shorten(token)
        if short in self.known:
            return short
        for spoken, written in self._endings:
            if short.endswith(spoken) and short[: -len(spoken)] + written in self.known:
                return short[: -len(spoken)] + written
        token = short
        size = len(token)
        if size == 3:
            return next((word for word in self._deleted.get(token, ()) if word[0] == token[0]), token)
        if size >= 4:
            found = self.nearest(token)
            if found:
                return found
        if size >= 7 and _STEM.search(token):
            return self._split(token) or token
        return token

    def shorten(self, token: str) -> str:
        """Stretched letters: the spelling among one or two of each that is a known word."""
        if _STRETCHED.search(token) is None:
            return token
        runs = [(char, len(list(same))) for char, same in groupby(token)]
        pieces = [char * min(count, 2) if count < 3 else char for char, count in runs]
        double = [at for at, (_, count) in enumerate(runs) if count >= 2][:4]
        best = ""
        fits: list[str] = []
        for choice in product((1, 2), repeat=len(double)):
            for at, times in zip(double, choice, strict=True):
                pieces[at] = runs[at][0] * times
            word = "".join(pieces)
            if word in self.known:
                fits.append(word)
            best = best or word
        if fits:
            fits.sort(key=lambda word: (word in self._guard, "oo" not in word[:-1] and "ee" not in word[:-1]))
            return fits[0]
        if len(best) >= 4:
            return self.nearest(best) or best
        return best

    def nearest(self, token: str) -> str:
        """A core word one slip away: a letter missing, added, changed, or two swapped."""
        deleted = self._deleted
        size = len(token)
        shorter = [token[:at] + token[at + 1 :] for at in range(size)]
        if token not in deleted and deleted.keys().isdisjoint(shorter):
            return ""
        letters = sorted(token)
        best, rank = "", 9
        for word in deleted.get(token, ()):
            if word[:-1] == token and word[-1] in ("sdry" if size < 5 else "sdr"):
                continue  # another form of the word, not a slip
            if (word[0] == token[0] or len(word) > 5) and rank > 1:
                best, rank = word, 1
        for at, part in enumerate(shorter):
            for word in deleted.get(part, ()):
                gap = len(word) - size
                if gap == -1:
                    if token[:-1] == word and token[-1] in "sdry":
                        continue
                    if rank > 1 and size >= 5 and (at > 0 or size > 6):
                        best, rank = word, 1
                elif gap == 0 and rank > 0:
                    swapped = sorted(word) == letters
                    if swapped and _one_slip(word, token):
                        return word
                    if rank > 2 and size >= 6 and _one_slip(word, token):
                        best, rank = word, 2
        return best

    def _split(self, token: str) -> str:
        """Joined words, such as "iwanttodie", when every piece is a core or function word."""
        reach: list[tuple[str, ...] | None] = [()] + [None] * len(token)
        for end in range(1, len(token) + 1):
            for start in range(max(0, end - 10), end):
                before = reach[start]
                piece = token[start:end]
                if before is not None and (piece in self._core or piece in ("i", "a", "me", "my", "to", "mi", "a")):
                    if reach[end] is None or len(before) + 1 < len(reach[end] or ()):
                        reach[end] = (*before, piece)
        return " ".join(reach[-1] or ())


def _one_slip(one: str, other: str) -> bool:
    differ = [at for at in range(len(one)) if one[at] != other[at]]
    if len(differ) == 1:
        return True
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )


def number(digits: str) -> str:
    """Numbers as kinds: what matters is whether many, a year, or a helpline."""
    if len(digits) == 1:
        return digits
    if len(digits) <= 3:
        value = int(digits)
        if digits in ("988", "113", "112", "911", "999", "111", "024", "116", "717"):
            return "0line"
        return "0big" if value >= 10 else "0small"
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return "0year"
    return "0long"
