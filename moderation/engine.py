"""Asking the engine what a text says. Its failure is an answer too: not yet read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from moderation.capped import CappedPool, TooSlow
from moderation.models import Level

log = logging.getLogger(__name__)

# Far above the slowest reading ever measured, far below what a person notices as a broken page.
CAP_SECONDS = 1.0
# Where a transaction already holds locks (texts of lower floors), others wait for us.
CAP_SECONDS_LOCKED = 0.3
# By this path what it knows is loaded with the name, before the time of a reading counts.
ENGINE = "moderation.detection.engine.read"
pool = CappedPool()


@dataclass(frozen=True)
class Outcome:
    """What became of a reading. `reading` is None where the engine did not answer."""

    level: str
    severity: int = 0
    reading: Any = None
    version: str = ""

    @property
    def is_crisis(self) -> bool:
        return self.level == Level.CRISIS


NOT_YET = Outcome(level=Level.NOT_YET)
NOTHING_TO_READ = Outcome(level=Level.NONE)


def _outcome(reading: Any) -> Outcome:
    return Outcome(
        level=Level(reading.level).value,
        severity=int(reading.severity),
        reading=reading,
        version=str(reading.version)[:32],
    )


def read_text(
    text: str,
    *,
    language: str,
    context: Sequence[Any] = (),
    sensitivity: str = "usual",
    seconds: float | None = None,
) -> Outcome:
    """What the engine says of `text`, within a time cap; level `not_yet` when it raises or hangs. Never raises.

    The first reading of a process that is no server takes as much longer as loading the languages does.

    Call it before the transaction that stores the text. `language` is a code such as "en"; `context` holds earlier
    turns (`moderation.detection.Turn`), the oldest first. The engine is `settings.MODERATION_ENGINE`, a dotted path.
    """
    if not text.strip():
        return NOTHING_TO_READ
    cap = getattr(settings, "MODERATION_CAP_SECONDS", CAP_SECONDS) if seconds is None else seconds
    try:
        read = import_string(getattr(settings, "MODERATION_ENGINE", ENGINE))
        reading = pool.run(
            lambda: read(text, language=language, context=tuple(context), sensitivity=sensitivity), seconds=cap
        )
        return _outcome(reading)
    except TooSlow:
        log.error("the engine did not answer within %s s; the text waits", cap)
    except Exception as error:
        # The type only: the message of an error may quote the text.
        log.error("the engine raised %s; the text waits", type(error).__name__)
    return NOT_YET


@dataclass(frozen=True)
class Ask:
    """One text of several that are read together."""

    text: str
    language: str
    context: Sequence[Any] = ()
    sensitivity: str = "usual"


def read_texts(asks: Sequence[Ask]) -> list[Outcome]:
    """Like `read_text` for each, in one hand-over to the engine's thread. One that hangs or raises costs the others
    nothing but time: then each is read alone."""
    if len(asks) > 1:
        try:
            return _read_together(asks)
        except Exception as error:
            log.warning("reading %d texts together failed (%s); each is read alone", len(asks), type(error).__name__)
    return [
        read_text(ask.text, language=ask.language, context=ask.context, sensitivity=ask.sensitivity) for ask in asks
    ]


def _read_together(asks: Sequence[Ask]) -> list[Outcome]:
    cap = getattr(settings, "MODERATION_CAP_SECONDS", CAP_SECONDS)
    read = import_string(getattr(settings, "MODERATION_ENGINE", ENGINE))

    def read_all() -> list[Any]:
        return [
            read(ask.text, language=ask.language, context=tuple(ask.context), sensitivity=ask.sensitivity)
            for ask in asks
        ]

    return [_outcome(reading) for reading in pool.run(read_all, seconds=cap)]
