"""What the production settings promise, each loaded in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.tooling import compose

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


def test_what_django_finds_in_the_settings_fails_the_check_and_ours_pass_it() -> None:
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = run(*check)
    assert done.returncode == 0, done.stderr
    weak = run(*check, COOKIES_SECURE="false")
    assert weak.returncode != 0 and "security.W012" in weak.stderr
