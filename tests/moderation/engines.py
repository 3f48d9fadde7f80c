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
