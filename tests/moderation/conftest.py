from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from moderation import services
from moderation.engine import ENGINE
from moderation.models import Case, Death
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.moderation import engines
from tests.moderation.deciding import reported

# How somebody knows that Ana has died.
KNOWN = "Her sister called from the amber house."


@pytest.fixture
def engine(settings: Any) -> Iterator[Callable[[str], None]]:
    """Put another engine in place, by its name in tests/moderation/engines.py; hanging ones are let go at the end."""
    engines.let_go.clear()

    def use(name: str, seconds: float = 0.1) -> None:
        settings.MODERATION_ENGINE = f"tests.moderation.engines.{name}" if name else ENGINE
        settings.MODERATION_CAP_SECONDS = seconds

    yield use
    engines.let_go.set()


@pytest.fixture
def group(ben: Any, ana: Any, cy: Any) -> Any:
    """Ben keeps it, Ana is in it, Cy is not."""
    made = make_group(ben, founder_name="Old Maple", name="Awake at night")
    join(made, ana, name="Small Lantern")
    return made


@pytest.fixture
def fern(group: Any) -> Any:
    """Somebody else in the group, who tells us."""
    return join(group, make_account("fern-account"), name="Night Fern").account


@pytest.fixture
def vi(db: Any) -> Any:
    """A second moderator."""
    return make_account("vi", is_moderator=True)


@pytest.fixture
def case(ana: Any, fern: Any, group: Any) -> Case:
    """A message of Ana that Fern told us of."""
    return reported(ana, group, fern)


@pytest.fixture
def lantern(group: Any, ana: Any) -> Any:
    return group.memberships.get(account=ana)


@pytest.fixture
def said(ben: Any, lantern: Any, mo: Any) -> Death:
    return services.say_died(actor=ben, membership=lantern, known=KNOWN)


@pytest.fixture
def died(said: Death, mo: Any) -> Death:
    return services.answer_died(actor=mo, death=said, agrees=True)
