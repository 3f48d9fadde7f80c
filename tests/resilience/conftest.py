"""The cast of the tests about buddies: a group that Ben keeps, and Ana and Bo, who have been in it for a while."""

from __future__ import annotations

from typing import Any

import pytest

from groups.models import Membership
from tests.factories.accounts import make_account
from tests.factories.buddies import make_settled
from tests.factories.groups import make_group


@pytest.fixture
def group(ben: Any) -> Any:
    return make_group(ben, founder_name="Grey Heron")


@pytest.fixture
def bo(db: Any) -> Any:
    return make_account("bo")


@pytest.fixture
def anas(group: Any, ana: Any, ben: Any) -> Membership:
    return make_settled(group, ana, ben, name="Slow River")


@pytest.fixture
def bos(group: Any, bo: Any, ben: Any) -> Membership:
    return make_settled(group, bo, ben, name="Soft Rain")
