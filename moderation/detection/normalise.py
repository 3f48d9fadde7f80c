"""Text into plain words, each with its place in the text as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .fold import fold
from .repair import Repairer

STOP = "."
COMMA = ","
_TOKEN = re.compile(r"[a-z0-9'@$*|_#]+|\n+|[^\x00-\x7f]+|[.!?;:]+|,|\"+|[-/\\()\[\]{}<>~%^&+=]+")
_BANG = re.compile(r"(?<=[a-z])!(?=[a-z])")
_IN_WORDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789'@$*|_#")
_ENDS = frozenset(".!?;:")
_SIGNS = frozenset("-/\\()[]{}<>~%^&+=")
_CLOSING = frozenset(".,!?")
_DIGITS = frozenset("023456789")
_SPELT = re.compile(r"[^.,]{3}")
_LETTERS = str.maketrans("134057@$|!", "ieaostasii")
# Words that are repaired in one text; a long one may be several joined, and costs as much as many short ones.
SLOW_WORDS = 1200
LONG_WORD = 13
_SHORT_LINE = 4
# 20,000 characters of prose are some 4,000 words; more than this is not prose.
MOST_WORDS = 5000


@dataclass(slots=True)
class Words:
    """Plain words between STOP marks; starts and ends are offsets into the original."""

    words: list[str] = field(default_factory=lambda: [STOP])
    starts: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [0])
    questions: set[int] = field(default_factory=set)
    quotes: list[int] = field(default_factory=list)
    cut: bool = False
    # Whether a repaired word stands for several.
    joined: bool = False

    def add(self, word: str, start: int, end: int) -> None:
        self.words.append(word)
        self.starts.append(start)
        self.ends.append(end)

    def stop(self, at: int, mark: str) -> None:
        if self.words[-1] != STOP:
            self.words.append(STOP)
            self.starts.append(at)
            self.ends.append(at)
        if "?" in mark:
            self.questions.add(len(self.words) - 1)


def tokenise(text: str, repairer: Repairer, emoji: dict[str, str]) -> Words:
    plain, origin = fold(text)
    if "!" in plain:
        plain = _BANG.sub("i", plain)
    reader = _Reader(plain, repairer, emoji)
    result = reader.result
    words, starts, ends = result.words, result.starts, result.ends
    known = repairer.plain
    add_word, add_start, add_end = words.append, starts.append, ends.append
    # Each word takes a letter at least, so that a short text cannot hold too many.
    signs = not emoji.keys().isdisjoint(plain)
    many = signs or len(plain) > MOST_WORDS
    start = 0
    for piece in plain.split(" "):
        if piece in known:
            # Most of what people write: a word that is known, between two spaces.
            add_word(piece)
            add_start(start)
            start += len(piece)
            add_end(start)
        elif piece:
            end = start + len(piece)
            last = piece[-1]
            closed = last in _CLOSING
            word = piece[:-1] if closed else piece
            if word not in known:
                # One strange word needs no taking apart.
                if word.isascii() and word.replace("'", "").isalpha():
                    word = reader.repaired(word)
                else:
                    if signs or not word.isalpha() or min(word) < "\x80":
                        reader.tokens(start, end)
                        closed = False
                    word = ""
            if word:
                add_word(word)
                add_start(start)
                add_end(end - closed)
            if closed and last == COMMA:
                reader.comma(end - 1, end)
            elif closed:
                reader.stop(end - 1, last)
            start = end
        if many and len(words) > MOST_WORDS:
            result.cut = True
            break
        start += 1
    result.stop(len(plain), "")
    letters = [word for word in words if len(word) == 1]
    if reader.leet >= 2 or (reader.leet and "1" in words):
        for at, token in reader.unsure:
            words[at] = repairer.leet(token) or words[at]
        for at, word in enumerate(words):
            if word == "1":
                words[at] = "i"
    if len(letters) - letters.count(STOP) - letters.count(COMMA) >= 3:
        _join_letters(result, repairer)
    if not _DIGITS.isdisjoint(letters):
        for at, word in enumerate(words):
            if word in _DIGITS:
                words[at] = "0small"
    if origin is not None:
        result.starts = [origin[at] for at in result.starts]
        result.ends = [origin[at - 1] + 1 if at else 0 for at in result.ends]
    return result


class _Reader:
    """Takes apart what is not simply a known word between two spaces."""

    def __init__(self, plain: str, repairer: Repairer, emoji: dict[str, str]) -> None:
        self.result = Words()
        self.leet = 0
        self.unsure: list[tuple[int, str]] = []
        self._plain = plain
        self._repairer = repairer
        self._emoji = emoji
        self._slow = 0
        # Signs among the words since the last stop, and where that was.
        self._aside = 0
        self._last_stop = 1
        # How many words there were at the last end of a line.
        self._last_line = 1

    def tokens(self, first: int, last: int) -> None:
        known, result = self._repairer.known, self.result
        words, starts, ends = result.words, result.starts, result.ends
        for match in _TOKEN.finditer(self._plain, first, last):
            token = match.group()
            if token in known:
                word = token
            elif token[0] in _IN_WORDS:
                word = self.repaired(token)
                if not word:
                    continue
            else:
                self._sign(token, match.start(), match.end())
                continue
            if len(words) > MOST_WORDS:
                break
            words.append(word)
            start = match.start()
            starts.append(start)
            ends.append(start + len(token))

    def repaired(self, token: str) -> str:
        if self._slow >= SLOW_WORDS:
            return token
        self._slow += 1 if len(token) < LONG_WORD else LONG_WORD
        word = self._repairer.repair(token)
        if word[:1] == "0":
            self.unsure.append((len(self.result.words), token))
        elif word != token and self.leet < 2 and word.isalpha() and not token.isalpha() and "'" not in token:
            self.leet += 1
        if " " in word:
            self.result.joined = True
        return word

    def _sign(self, token: str, start: int, end: int) -> None:
        first, result = token[0], self.result
        if first == COMMA or (first == ":" and end - start == 1):
            self.comma(start, end)
        elif first in _ENDS:
            if not _inside_spelling(self._plain, start, end):
                self.stop(start, token)
        elif first == '"':
            result.quotes.append(len(result.words))
        elif first == "\n":
            said = len(result.words)
            # Words below each other are one sentence, however many.
            single = said - self._last_line <= 1
            self._last_line = said
            if end - start > 1 or (not single and said - self._last_stop - self._aside >= _SHORT_LINE):
                self.stop(start, token)
        elif first in _SIGNS:
            if first in "([" or (first in "-~/" and start and self._plain[start - 1] == " "):
                self.comma(start, end)
        else:
            for sign in token[:4]:
                for piece in self._emoji.get(sign, "").split():
                    result.add(piece, start, end)
                    self._aside += 1

    def comma(self, start: int, end: int) -> None:
        self.result.add(COMMA, start, end)
        self._aside += 1

    def stop(self, start: int, token: str) -> None:
        self.result.stop(start, token)
        self._last_stop, self._aside = len(self.result.words), 0


def _inside_spelling(plain: str, start: int, end: int) -> bool:
    """A dot between two single characters spells a word ("s.u.i"), it does not end a sentence."""
    if end - start != 1 or start == 0 or end >= len(plain):
        return False
    if plain[start - 1] in " \n" or plain[end] in " \n":
        return False
    before = start < 2 or not plain[start - 2].isalnum()
    after = not plain[end + 1 : end + 2].isalnum() or not plain[end + 2 : end + 3].isalnum()
    return before and after


def _join_letters(result: Words, repairer: Repairer) -> None:
    """Spaced-out letters become the core words they spell; the rest stays as it was."""
    words, starts, ends = result.words, result.starts, result.ends
    core, openings = repairer.spelt, repairer.openings
    letters = "".join([word if len(word) == 1 else STOP for word in words]).translate(_LETTERS)
    if _SPELT.search(letters) is None:
        return
    out_words: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    moved: list[int] = []
    at = 0
    size = len(words)
    while at < size:
        length = 0
        if letters[at : at + 3] in openings:
            length = next((n for n in range(12, 2, -1) if letters[at : at + n] in core and at + n <= size), 0)
        step = length or 1
        moved += [len(out_words)] * step
        out_words.append(letters[at : at + length] if length else words[at])
        out_starts.append(starts[at])
        out_ends.append(ends[at + step - 1])
        at += step
    moved.append(len(out_words))
    result.words[:] = out_words
    result.starts[:] = out_starts
    result.ends[:] = out_ends
    result.quotes = [moved[q] for q in result.quotes]
    result.questions = {moved[q] for q in result.questions}
