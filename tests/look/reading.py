"""How hard a text is to read: the Flesch-Kincaid grade. Syllables are counted by rule: no word list is fetched."""

from __future__ import annotations

import re

VOWELS = re.compile(r"[aeiouy]+")
# Endings whose e is not spoken, and pairs of vowels that are spoken apart.
SILENT = re.compile(r"(?<=[^aeioucghsxz])es$|(?<=[^td])ed$|(?<![^aeiouy]l)(?<=[^aeiouy])e$")
APART = re.compile(r"[aeiou]ing|ia(?!l\b)|io(?!n)|iou|ua(?!r)|ying|uie")


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*", text)


def syllables(word: str) -> int:
    """Syllables of an English word, right for about nine words in ten; never below 1."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    return max(1, len(VOWELS.findall(SILENT.sub("", letters))) + len(APART.findall(letters)))


def sentences(text: str) -> list[str]:
    """Whole sentences only: a label or a button says nothing of how hard a page is to read."""
    return [part.strip() for part in re.findall(r"[^.?!:]*[^\W\d_][^.?!:]*[.?!:]+", text) if len(words(part)) > 2]


def grade(texts: list[str]) -> float:
    """The school year from which the sentences of a page are read with ease (year 6 is age 11 to 12)."""
    said = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in said for word in words(sentence)]
    if not spoken:
        return 0.0
    return 0.39 * len(spoken) / len(said) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
