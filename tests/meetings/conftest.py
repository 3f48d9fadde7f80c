"""What the tests of meetings share: a group that Ben keeps, with Ana and a few others in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    made = make_group(ben, name="Awake at night", founder_name="Slow River", size=12)
    join(made, ana, name="Quiet Heron")
    return made


@pytest.fixture
def people(group: Any) -> list[Any]:
    """Five more members."""
    found = [make_account() for _ in range(5)]
    for number, person in enumerate(found):
        join(group, person, name=f"Other {number}")
    return found


@pytest.fixture
def stand_at(move_clock: Callable[[float], None]) -> Callable[..., None]:
    """Move the clock to a moment, or to some time before it."""

    def stand(moment: datetime, **before: float) -> None:
        move_clock((moment - timedelta(**before) - datetime.now(UTC)).total_seconds())

    return stand
