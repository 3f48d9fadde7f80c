"""The cast, and how they come to a page.

Ana is a member, Ben a facilitator, Cy an outsider, Mo a moderator, Ada an admin, Dee was removed,
Eve is blocked by Ana.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.emptying import put_back
from tests.factories.accounts import make_account

# What tests build holds hardly any cycles; looking for them after every 700 objects took a sixth of the time.
gc.set_threshold(100_000, 50, 100)
# How long an example takes says something of the machine, not of the code; benchmarks/ measures the code.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# Modules whose tests share what one of them built: they stay in one process, in their order.
TOGETHER = ("tests/architecture/test_leaks.py", "tests/tooling/test_compose_commands.py", "tests/browser/")
# Where one database is enough, save for what leans on its locks, its own words or all of its tables.
APPS = "accounts care chat groups meetings moderation notifications resilience stories".split()
ON_BOTH = re.compile(
    r"erasure|finding|killed|lean|ledger|line|lock|queue|race|same_words|sealed|search|seat|services_pages|visib"
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals tests out one by one, in the order of collection, but for those modules (xdist's own marks go unheard)."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.split("::")[0]
            return module if module.startswith(TOGETHER) else nodeid

    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What never comes near a database is the same beside each of them.

    Of what an app does, pages are asked on SQLite and services on PostgreSQL; what is committed for good, on both.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        asks = item.get_closest_marker("django_db")
        if not {"db", "transactional_db", "live_server"} & fixtures and asks is None:
            item.add_marker("once")
        elif _one_is_enough(item) and not (asks is not None and asks.kwargs.get("transaction")):
            if not {"transactional_db", "live_server"} & fixtures:
                item.add_marker("sqlite_is_enough" if {"client", "client_of"} & fixtures else "postgres_is_enough")


def _one_is_enough(item: pytest.Item) -> bool:
    placed = any(item.get_closest_marker(name) for name in ("once", "postgres", "services"))
    return not placed and item.path.parent.name in APPS and not ON_BOTH.search(item.path.name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Tests empty tables between them, which SQLite does by deleting; tests/audit puts this trigger back to try it."""
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
    with put_back():
        yield


@pytest.fixture
def ana(db: Any) -> Any:
    return make_account("ana")


@pytest.fixture
def ben(db: Any) -> Any:
    return make_account("ben")


@pytest.fixture
def cy(db: Any) -> Any:
    return make_account("cy")


@pytest.fixture
def mo(db: Any) -> Any:
    return make_account("mo", is_moderator=True)


@pytest.fixture
def ada(db: Any) -> Any:
    return make_account("ada", is_staff=True, is_superuser=True)


@pytest.fixture
def dee(db: Any) -> Any:
    return make_account("dee")


@pytest.fixture
def eve(db: Any) -> Any:
    return make_account("eve")


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A browser in which the given person is signed in."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def move_clock() -> Iterator[Callable[[float], None]]:
    """Move every process of the test to `seconds` from now."""
    path = Path(settings.CLOCK_OFFSET_FILE)

    def move(seconds: float) -> None:
        path.write_text(str(seconds))

    yield move
    path.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all browser tests of a process: Playwright allows no second one beside it."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium was found")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
