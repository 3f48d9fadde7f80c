"""Log lines say where and what kind, never what an error quotes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from peersupport.logs import TaskLine, WithoutWords

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
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "peersupport.settings.dev"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Exception in ASGI application") == 2 and done.stderr.count("builtins.ValueError") == 2
    assert "private words" not in done.stderr + done.stdout
