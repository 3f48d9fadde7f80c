"""What the tests of groups share: a kept group, and a recorder of what the floors above would hear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from groups import signals
from tests.factories.groups import make_group

HEARD = (
    "membership_began", "membership_ended", "membership_renamed", "role_changed", "text_published", "group_closed",
    "group_reopened", "group_unkept", "request_waited", "block_changed", "mute_changed",
)  # fmt: skip


class Heard(list[tuple[str, dict[str, Any]]]):
    def names(self) -> list[str]:
        return [name for name, _ in self]

    def of(self, name: str) -> list[dict[str, Any]]:
        return [said for heard, said in self if heard == name]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Every custom signal of groups, in order, with whether it was sent inside a transaction."""
    from django.db import connection

    kept = Heard()
    ears = {}
    for name in HEARD:

        def ear(name: str = name, **said: Any) -> None:
            kept.append((name, said | {"inside": connection.in_atomic_block}))

        ears[name] = ear
        getattr(signals, name).connect(ear, weak=False)
    yield kept
    for name, ear in ears.items():
        getattr(signals, name).disconnect(ear)


@pytest.fixture
def open_group(ben: Any) -> Any:
    return make_group(ben, name="Awake at night", founder_name="Slow River")


@pytest.fixture
def asked_group(ben: Any) -> Any:
    return make_group(ben, name="A year of firsts", founder_name="Slow River", entry="request")


@pytest.fixture
def private_group(ben: Any) -> Any:
    return make_group(ben, name="Canary kitchen", founder_name="Slow River", entry="invite")
