"""What a short message means after the question it answers, or after what its author said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .compose import RANK
from .model import Turn
from .normalise import STOP
from .packs import Pack
from .pattern import match
from .places import Index, Places, standing

LONGEST_ANSWER = 14
BACK = 6

Answer = tuple[int, int, str, str]
Pieces = Callable[[str, Pack], list[str]]


def _stands(pieces: Sequence[str], index: Index) -> str:
    """The rule of the first pattern that stands in the words."""
    possible = index.candidates(pieces)
    if not possible:
        return ""
    best, first = "", len(pieces)
    for pattern, places in standing(Places(pieces), possible):
        while places:
            low = places & -places
            at = low.bit_length() - 1
            if at >= first:
                break
            if match(pieces, at, pattern) is not None:
                best, first = pattern.rule.id, at
                break
            places ^= low
    return best


def answered(
    words: Sequence[str], context: Sequence[Turn], pack: Pack, pieces: Pieces, worried: Callable[[str], bool]
) -> Answer | None:
    """Level, severity, category and rule of a message that is short enough to lean on what came before it."""
    if len([word for word in words if word not in (STOP, ",")]) > LONGEST_ANSWER or not context:
        return None
    last = context[-1]
    if last.is_question and not last.same_author:
        # "no" may open an answer that goes on; the first sentence carries it.
        end = words.index(STOP, 1)
        opening = [*words[: end + 1], STOP, STOP, STOP]
        kinds = [kind for kind in ("unsure", "no", "yes") if _stands(opening, pack.answers[kind])]
        question = _stands(pieces(last.text, pack), pack.questions) if kinds else ""
        if question:
            for kind in kinds:
                meant = pack.meanings[question].get(kind)
                if meant is not None:
                    return RANK[meant[0]], meant[1], meant[2], f"{question}_{kind}"
    said = [turn.text for turn in context[-BACK:] if turn.same_author]
    if said and _stands(words, pack.answers["after"]) and any(worried(earlier) for earlier in said):
        return RANK["crisis"], 4, "suicide", "follows_crisis"
    return None
