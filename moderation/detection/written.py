"""Contractions, coded and joined words, written out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from .normalise import Words

Expand = Mapping[str, tuple[str, ...]]


def written(distinct: set[str], expand: Expand, joined: bool) -> dict[str, Sequence[str]]:
    """Contractions, coded and joined words, each with the words that it stands for."""
    odd = distinct & expand.keys()
    if joined or "'" in "".join(distinct):
        odd |= {word for word in distinct if "'" in word or " " in word}
    return {word: _meant(word, expand) for word in odd}


def expanded(words: Words, written: dict[str, Sequence[str]]) -> Words:
    """The words with contractions, coded and joined words written out."""
    if not written:
        return words
    plain = words.words
    out = Words(words=[], starts=[], ends=[])
    shifted: list[int] = []
    by = [0]
    done = 0
    for at in [at for at, word in enumerate(plain) if word in written]:
        meant = written[plain[at]]
        out.words += plain[done:at]
        out.starts += words.starts[done:at]
        out.ends += words.ends[done:at]
        out.words += meant
        out.starts += [words.starts[at]] * len(meant)
        out.ends += [words.ends[at]] * len(meant)
        shifted.append(at)
        by.append(by[-1] + len(meant) - 1)
        done = at + 1
    out.words += plain[done:]
    out.starts += words.starts[done:]
    out.ends += words.ends[done:]
    out.questions = {at + by[bisect_left(shifted, at)] for at in words.questions}
    out.quotes = [at + by[bisect_left(shifted, at)] for at in words.quotes]
    return out


def _meant(word: str, expand: Expand) -> Sequence[str]:
    meant = expand.get(word)
    if meant is not None:
        return meant
    if "'" in word:
        head, _, tail = word.partition("'")
        ending = expand.get("'" + tail)
        if ending is not None and head:
            return (*expand.get(head, (head,)), *ending)
        if word.endswith("n't"):
            return (word[:-3], "not")
    elif " " in word:
        return [piece for part in word.split() for piece in expand.get(part, (part,))]
    return (word,)
