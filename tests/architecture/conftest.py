"""The populated house, built once a module inside a transaction that never commits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.architecture.matrix import Visit, rolled_back
from tests.factories.house import PERSONAS, House, build_house


@pytest.fixture(scope="module")
def house(django_db_setup: Any, django_db_blocker: Any) -> Iterator[House]:
    """For modules marked `django_db`. Built before the transaction of each test, and gone when the module ends."""
    # Thousands of refusals are what is asked for here.
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    # Whoever posted much in the module before is somebody else now.
    cache.clear()
    with django_db_blocker.unblock(), rolled_back():
        yield build_house()
    log.setLevel(level)


@pytest.fixture(scope="module")
def visits(house: House) -> dict[str, Visit]:
    """A browser for everybody."""
    return {who: Visit(house, who) for who in PERSONAS}
