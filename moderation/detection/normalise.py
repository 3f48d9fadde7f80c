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
_ENDS = ".!?;:"
_LETTERS = str.maketrans("134057@$|!", "ieaostasii")
SLOW_WORDS = 1200
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
    result = Words()
    words, starts, ends = result.words, result.starts, result.ends
    known = repairer.known
    slow = 0
    singles = 0
    since_stop = 0
    leet = 0
    unsure: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(plain):
        token = match.group()
        start, end = match.span()
        first = token[0]
        if token in known:
            word = token
        elif first in "abcdefghijklmnopqrstuvwxyz0123456789'@$*|_#":
            if slow < SLOW_WORDS:
                slow += 1
                word = repairer.repair(token)
                if word[:1] == "0":
                    unsure.append((len(words), token))
                elif word != token and leet < 2 and word.isalpha() and not token.isalpha() and "'" not in token:
                    leet += 1
            else:
                word = token
            if not word:
                continue
        elif first in _ENDS:
            if _inside_spelling(plain, start, end):
                continue
            if first == ":" and len(token) == 1:
                words.append(COMMA)
                starts.append(start)
                ends.append(end)
                continue
            result.stop(start, token)
            since_stop = 0
            continue
        elif first == COMMA:
            words.append(COMMA)
            starts.append(start)
            ends.append(end)
            continue
        elif first == '"':
            result.quotes.append(len(words))
            continue
        elif first == "\n":
            if since_stop >= _SHORT_LINE or end - start > 1:
                result.stop(start, "\n")
                since_stop = 0
            continue
        elif first in "-/\\()[]{}<>~%^&+=":
            if first in "([" or (first in "-~/" and start and plain[start - 1] == " "):
                words.append(COMMA)
                starts.append(start)
                ends.append(end)
            continue
        else:
            for sign in token[:4]:
                meant = emoji.get(sign)
                if meant:
                    for piece in meant.split():
                        words.append(piece)
                        starts.append(start)
                        ends.append(end)
            continue
        since_stop += 1
        if len(word) == 1:
            singles += 1
        if len(words) > MOST_WORDS:
            result.cut = True
            break
        words.append(word)
        starts.append(start)
        ends.append(end)
    result.stop(len(plain), "")
    if leet >= 2 or (leet and "1" in words):
        for at, token in unsure:
            words[at] = repairer.leet(token) or words[at]
        for at, word in enumerate(words):
            if word == "1":
                words[at] = "i"
    if singles >= 3:
        _join_letters(result, repairer)
    if singles:
        for at, word in enumerate(words):
            if len(word) == 1 and word.isdigit() and word != "1":
                words[at] = "0small"
    if origin is not None:
        result.starts = [origin[at] for at in result.starts]
        result.ends = [origin[at - 1] + 1 if at else 0 for at in result.ends]
    return result


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
    letters = "".join(word if len(word) == 1 else STOP for word in words).translate(_LETTERS)
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
