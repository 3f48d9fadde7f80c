"""How log lines are written: where something failed and of which kind, never what an error quotes.

A database that refuses a row repeats the row in its message ("Failing row contains ..."), a mail server repeats the
address: so of an error only its type and the lines of code are kept. And an address that is a key by itself is cut.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

# What follows in these addresses opens what it names to whoever has it, and Django names them when it refuses one.
KEYS = re.compile(
    r"(/(?:calendar|shared|groups/invited|meetings/as-guest|account/confirm-email|account/password/reset/key)/)"
    r"[^\s\"']+",
    re.IGNORECASE,
)


class WithoutWords(logging.Formatter):
    """Type and place of an error and of what caused it, without the message of either; and no address that is a key."""

    def formatException(self, ei: Any) -> str:
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines += [
                f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return KEYS.sub(r"\1…", super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have written the error into the record already.
        record.exc_text = None
        return super().format(record)


class TaskLine(logging.Filter):
    """For Celery, whose line about a failed task holds the error and its traceback as text."""

    def filter(self, record: logging.LogRecord) -> bool:
        data = getattr(record, "data", None)
        if isinstance(data, dict) and "exc" in data:
            record.msg, record.args = "Task %s failed", (data.get("name", ""),)
        return True
