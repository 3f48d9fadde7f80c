"""The only source of time.

Tests move the clock by writing a number of seconds into the file that `settings.CLOCK_OFFSET_FILE` names, so that a
server, a worker and beat in other processes move together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: for demo data and tests that tell a story of the past."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    standing = _standing.get()
    if standing is not None:
        return standing
    moment = datetime.now(UTC)
    path = getattr(settings, "CLOCK_OFFSET_FILE", None)
    if path:
        moment += timedelta(seconds=_offset(Path(path)))
    return moment


def _offset(path: Path) -> float:
    try:
        return float(path.read_text() or 0)
    except (OSError, ValueError):
        return 0.0
