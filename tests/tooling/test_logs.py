"""Log lines say where and what kind, never what an error quotes."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from peersupport.logs import KEYS, TaskLine, WithoutWords

WORDS = "Failing row contains (my private words)"


def record_of(**extra: object) -> logging.LogRecord:
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as first:
            raise RuntimeError(f"again: {WORDS}") from first
    except RuntimeError:
        record = logging.LogRecord("chat", logging.ERROR, __file__, 1, "a post was not stored", (), sys.exc_info())
    record.__dict__.update(extra)
    return record


def test_an_error_is_logged_with_its_place_and_kind_and_without_its_words() -> None:
    line = WithoutWords("%(message)s").format(record_of())
    assert "a post was not stored" in line and "builtins.ValueError" in line and "builtins.RuntimeError" in line
    assert "test_logs.py" in line and "private words" not in line


def test_what_another_handler_wrote_into_the_record_is_not_used() -> None:
    line = WithoutWords("%(message)s").format(record_of(exc_text=f"ValueError: {WORDS}"))
    assert "private words" not in line


KEY = "SgN2-the_key-8fQ"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What the log of a running house says of requests."""
    shape = settings.LOGGING["formatters"][settings.LOGGING["handlers"]["console"]["formatter"]]
    assert shape["()"] == f"{WithoutWords.__module__}.{WithoutWords.__name__}"
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(WithoutWords(shape["format"]))
    logging.getLogger("django").addHandler(handler)
    yield text
    logging.getLogger("django").removeHandler(handler)


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_a_key_is_not_logged_when_it_is_refused(
    lines: StringIO, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"/shared/{KEY}/")
    client.get(f"/groups/invited/{KEY}/")
    client.get(f"/Shared/{KEY}/more/")
    monkeypatch.setattr("meetings.views.feeds.allow", lambda *args, **kwargs: False)
    assert client.get(f"/calendar/{KEY}.ics").status_code == 429
    client.get("/nowhere/at-all/")
    said = lines.getvalue()
    assert "Not Found: /shared/…" in said and "Too Many Requests: /calendar/…" in said and KEY not in said
    assert "Not Found: /nowhere/at-all/" in said


@pytest.mark.parametrize("path", ["account_confirm_email", "account_reset_password_from_key"])
def test_the_links_of_letters_are_keys_as_well(path: str) -> None:
    args = {"key": KEY} if path == "account_confirm_email" else {"uidb36": "2s", "key": KEY}
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Forbidden (%s): %s", ("Referer", reverse(path, kwargs=args)), None
    )
    line = WithoutWords("%(message)s").format(record)
    assert KEY not in line and line.startswith("Forbidden (Referer): /account/")


def test_every_address_with_a_key_is_cut() -> None:
    """An address that takes a token stands in the list of what the log cuts."""
    found = [path for path in patterns_of(get_resolver()) if re.search(r"<(str|slug):token>", path)]
    assert len(found) >= 3
    for path in found:
        assert KEYS.search(f"/{path}"), path


def patterns_of(resolver: Any, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from patterns_of(one, here)
        else:
            yield here


def test_the_line_about_a_failed_task_holds_its_name_only() -> None:
    record = record_of(data={"name": "moderation.read_unread", "exc": f"ValueError({WORDS!r})", "traceback": WORDS})
    record.msg, record.args = "Task %(name)s raised %(exc)s\n%(traceback)s", (record.data,)  # type: ignore[attr-defined]
    assert TaskLine().filter(record)
    assert WithoutWords("%(message)s").format(record).startswith("Task moderation.read_unread failed\n")
    assert "private words" not in WithoutWords("%(message)s").format(record)


def test_the_socket_server_prints_no_words_of_an_error_either() -> None:
    """As the command `uvicorn` does it: its own logging first, then ours."""
    script = (
        "import logging, logging.config, uvicorn, django\n"
        "uvicorn.Config('peersupport.asgi:application', log_level='warning')\n"
        "django.setup()\n"
        "for name in ('uvicorn', 'uvicorn.error'):\n"
        f"    try: raise ValueError({WORDS!r})\n"
        "    except ValueError: logging.getLogger(name).error('Exception in ASGI application', exc_info=True)\n"
        "print('asked for', logging.getLogger('uvicorn.access').hasHandlers())\n"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "peersupport.settings.dev"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Exception in ASGI application") == 2 and done.stderr.count("builtins.ValueError") == 2
    assert "private words" not in done.stderr + done.stdout
    # A line for every address that is asked for would tell who was where.
    assert "asked for False" in done.stdout
