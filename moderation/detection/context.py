"""What a short message means after the question it answers, or after what its author said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .compose import RANK
from .model import Turn
from .normalise import STOP
from .packs import Pack
from .pattern import Pattern, match

LONGEST_ANSWER = 14
BACK = 6

Answer = tuple[int, int, str, str]
Pieces = Callable[[str, Pack], list[str]]


def _stands(pieces: Sequence[str], patterns: dict[str, tuple[Pattern, ...]]) -> str:
    for at, word in enumerate(pieces):
        for pattern in patterns.get(word, ()):
            if match(pieces, at, pattern) is not None:
                return pattern.rule.id
    return ""


def answered(
    words: list[str], context: Sequence[Turn], pack: Pack, pieces: Pieces, worried: Callable[[str], bool]
) -> Answer | None:
    """Level, severity, category and rule of a message that is short enough to lean on what came before it.

    `words` are the pieces of the message itself.
    """
    if len([word for word in words if word not in (STOP, ",")]) > LONGEST_ANSWER or not context:
        return None
    last = context[-1]
    if last.is_question and not last.same_author:
        question = _stands(pieces(last.text, pack), pack.questions)
        if question:
            # "no" may open an answer that goes on; the first sentence carries it.
            end = words.index(STOP, 1)
            opening = [*words[: end + 1], STOP, STOP, STOP]
            for kind in ("unsure", "no", "yes"):
                meant = pack.meanings[question].get(kind)
                if meant is not None and _stands(opening, pack.answers[kind]):
                    return RANK[meant[0]], meant[1], meant[2], f"{question}_{kind}"
    if _stands(words, pack.answers["after"]):
        said = [turn.text for turn in context[-BACK:] if turn.same_author]
        if any(worried(earlier) for earlier in said):
            return RANK["crisis"], 4, "suicide", "follows_crisis"
    return None
