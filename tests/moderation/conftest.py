from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.factories.groups import join, make_group
from tests.moderation import engines


@pytest.fixture
def engine(settings: Any) -> Iterator[Callable[[str], None]]:
    """Put another engine in place, by its name in tests/moderation/engines.py; hanging ones are let go at the end."""
    engines.let_go.clear()

    def use(name: str, seconds: float = 0.1) -> None:
        settings.MODERATION_ENGINE = f"tests.moderation.engines.{name}" if name else "moderation.detection.read"
        settings.MODERATION_CAP_SECONDS = seconds

    yield use
    engines.let_go.set()


@pytest.fixture
def group(ben: Any, ana: Any, cy: Any) -> Any:
    """Ben keeps it, Ana is in it, Cy is not."""
    made = make_group(ben, founder_name="Old Maple", name="Awake at night")
    join(made, ana, name="Small Lantern")
    return made
