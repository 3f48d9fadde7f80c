"""Every write to what people keep at. Entry services open their own transaction; blocks need one around them."""

from __future__ import annotations

from resilience.services.strategies import (
    TEXTS,
    Card,
    Carded,
    WroteOften,
    authorship_of,
    change_strategy,
    erase_strategies_of,
    read_refused,
    review_strategy,
    take_back_strategy,
    text_of,
    write_strategy,
)
from resilience.services.toolbox import (
    OWN_MOST,
    ToolboxFull,
    change_tool,
    keep_strategy,
    keep_words,
    own_words,
    say_tried,
    take_out,
    unsay_tried,
)

__all__ = [
    "OWN_MOST",
    "TEXTS",
    "Card",
    "Carded",
    "ToolboxFull",
    "WroteOften",
    "authorship_of",
    "change_strategy",
    "change_tool",
    "erase_strategies_of",
    "keep_strategy",
    "keep_words",
    "own_words",
    "read_refused",
    "review_strategy",
    "say_tried",
    "take_back_strategy",
    "take_out",
    "text_of",
    "unsay_tried",
    "write_strategy",
]
