"""Engines that fail in earnest, named by MODERATION_ENGINE in tests."""

from __future__ import annotations

import threading
from typing import Any

# Set at the end of a test, so that no thread outlives it.
let_go = threading.Event()


def raises(text: str, **kwargs: Any) -> Any:
    raise ValueError(f"cannot read {text}")


def exits(text: str, **kwargs: Any) -> Any:
    raise SystemExit(3)


def hangs(text: str, **kwargs: Any) -> Any:
    let_go.wait(30)
    raise RuntimeError("nobody waits any more")


def hangs_on_poison(text: str, **kwargs: Any) -> Any:
    from moderation.detection import read

    if "poison" in text:
        return hangs(text)
    return read(text, **kwargs)


def answers_nonsense(text: str, **kwargs: Any) -> Any:
    return "fine"


def wild_offsets(text: str, **kwargs: Any) -> Any:
    """A crisis whose cues point outside the text."""
    from moderation.detection import Cue, Reading

    cues = (Cue(-5, 3, "before", {}), Cue(2, 9_999, "after", {}), Cue(4, 4, "empty", {}), Cue(9, 2, "backwards", {}))
    return Reading("crisis", 5, ("suicide",), (), "self", cues, ("en",), "test")


SIGN = "zebrafish"


def notices_a_sign(text: str, **kwargs: Any) -> Any:
    """A passage to fold wherever SIGN stands, and nothing else to notice: tests outside the engine hold no method."""
    from moderation.detection import Finding, Reading

    found = tuple(
        Finding("method_detail", at, at + len(SIGN), "sign") for at in range(len(text)) if text.startswith(SIGN, at)
    )
    level = "concern" if found else "none"
    return Reading(level, 2 if found else 0, (), found, "", (), ("en",), "test")
