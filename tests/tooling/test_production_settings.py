"""What the production settings promise, each loaded in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from redis import Redis

from peersupport import checks
from tests.services import valkey
from tests.tooling import compose

pytestmark = pytest.mark.once

SAY = """
import json
from django.conf import settings as s
print(json.dumps([s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD]))
"""
A_YEAR = 365 * 24 * 3600
GIVEN = {
    "DJANGO_SETTINGS_MODULE": "peersupport.settings.production",
    "SECRET_KEY": "only-for-the-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
    "FIELD_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "SITE_ORIGIN": "https://support.example",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "consolemail://",
    "PGDATABASE": "peersupport",
    "PGUSER": "peersupport",
    "PGHOST": "127.0.0.1",
}


def run(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=compose.ROOT,
        env=environment | GIVEN | given,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("given", "promised"),
    [({}, [A_YEAR, False, False]), ({"HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}, [A_YEAR, True, True])],
)
def test_other_names_of_the_domain_are_bound_to_https_only_where_somebody_said_so(
    given: dict[str, str], promised: list[object]
) -> None:
    done = run("-c", SAY, **given)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == promised


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ({}, ["support.example"]),
        # What docker-compose.yml passes on where nothing was set.
        ({"ALLOWED_HOSTS": ""}, ["support.example"]),
        ({"ALLOWED_HOSTS": "old.example, other.example"}, ["support.example", "old.example", "other.example"]),
    ],
)
def test_the_host_of_the_address_always_counts_and_others_where_somebody_said_so(
    given: dict[str, str], hosts: list[str]
) -> None:
    done = run("-c", "import json; from django.conf import settings as s; print(json.dumps(s.ALLOWED_HOSTS))", **given)
    assert json.loads(done.stdout) == hosts


def test_what_django_finds_in_the_settings_fails_the_check_and_ours_pass_it() -> None:
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = run(*check)
    assert done.returncode == 0, done.stderr
    weak = run(*check, COOKIES_SECURE="false")
    assert weak.returncode != 0 and "security.W012" in weak.stderr


@pytest.mark.parametrize("start", ["wsgi", "asgi"])
def test_web_processes_start_with_what_they_need_and_also_while_redis_is_away(start: str) -> None:
    done = run("-c", f"import peersupport.{start}", REDIS_URL="redis://127.0.0.1:9/0")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("given", "check", "word", "starts"),
    [
        ({"REDIS_URL": ""}, "data.E001", "REDIS_URL", ("wsgi", "asgi")),
        ({"FIELD_KEYS": ""}, "data.E003", "FIELD_KEYS", ("wsgi", "asgi")),
        # Both ask the same function; what is wrong with a key is its matter.
        ({"FIELD_KEYS": "k1:tooshort"}, "data.E003", "FIELD_KEYS", ("wsgi",)),
        ({"FIELD_KEYS": "k1:a"}, "data.E003", "FIELD_KEYS", ("asgi",)),
    ],
)
def test_installation_that_would_lose_data_is_told_in_one_sentence_and_does_not_start(
    given: dict[str, str], check: str, word: str, starts: tuple[str, ...]
) -> None:
    checked = run("manage.py", "check", **given)
    assert checked.returncode != 0 and check in checked.stderr
    for start in starts:
        started = run("-c", f"import peersupport.{start}", **given)
        assert started.returncode != 0
        last = started.stderr.strip().splitlines()[-1]
        assert "ImproperlyConfigured" in last and word in last


# The commands that start a worker and a beat, as docker-compose.yml does, but for the files they keep.
TASKS = (
    ("-m", "celery", "-A", "peersupport", "worker", "--pool", "solo", "--without-gossip", "--without-mingle"),
    ("-m", "celery", "-A", "peersupport", "beat", "--pidfile=", "--schedule"),
)


@pytest.mark.parametrize("given", [{"REDIS_URL": ""}, {"FIELD_KEYS": ""}])
@pytest.mark.parametrize("command", TASKS, ids=["worker", "beat"])
def test_worker_and_beat_do_not_start_either(command: tuple[str, ...], given: dict[str, str], tmp_path: Path) -> None:
    words = (*command, str(tmp_path / "schedule")) if command[-1] == "--schedule" else command
    started = run(*words, **given)
    assert started.returncode != 0
    assert next(iter(given)) in started.stderr.strip().splitlines()[-1]


def test_several_processes_on_sqlite_do_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
    given = SimpleNamespace(EMBEDDED=False, REDIS_URL="redis://127.0.0.1:9/0", DATABASES=sqlite)
    monkeypatch.setattr(checks, "settings", given)
    with pytest.raises(ImproperlyConfigured, match="SQLite"):
        checks.refuse_to_lose_data()


def test_one_process_on_its_own_needs_neither(settings: Any) -> None:
    settings.EMBEDDED, settings.REDIS_URL = True, ""
    checks.refuse_to_lose_data()


def test_one_process_on_its_own_still_needs_a_key(settings: Any) -> None:
    settings.EMBEDDED, settings.FIELD_KEYS = True, ""
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        checks.refuse_to_lose_data()


@pytest.mark.parametrize(("workers", "refused"), [("1", False), ("", False), ("2", True), ("many", True)])
def test_embedded_settings_with_several_workers_do_not_start(
    workers: str, refused: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", workers)
    settings.EMBEDDED = True
    if refused:
        with pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY"):
            checks.refuse_to_lose_data()
    else:
        checks.refuse_to_lose_data()


@pytest.mark.parametrize(
    ("policy", "refused", "starts"),
    [
        ("noeviction", False, ("wsgi", "asgi")),
        ("allkeys-lru", True, ("wsgi", "asgi")),
        ("volatile-ttl", True, ("asgi",)),
    ],
)
def test_redis_that_forgets_is_refused_by_every_process(policy: str, refused: bool, starts: tuple[str, ...]) -> None:
    with valkey() as url:
        with Redis.from_url(url) as redis:
            redis.config_set("maxmemory-policy", policy)
        for start in starts:
            started = run("-c", f"import peersupport.{start}", REDIS_URL=url)
            assert (started.returncode != 0) == refused, started.stderr
            assert ("noeviction" in started.stderr) == refused


def test_static_files_are_collected_without_any_value(tmp_path: Path) -> None:
    done = run("manage.py", "collectstatic", "--noinput", REDIS_URL="", FIELD_KEYS="", STATIC_ROOT=str(tmp_path))
    assert done.returncode == 0, done.stderr
