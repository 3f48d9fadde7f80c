"""A group with two people and its room."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.chat import room_of
from tests.factories.groups import join, make_group


@pytest.fixture
def group(ben: Any, ana: Any) -> Any:
    group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    return group


@pytest.fixture
def room(group: Any) -> Any:
    return room_of(group)
