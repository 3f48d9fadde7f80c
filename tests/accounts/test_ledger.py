"""Who was erased stays erased when an old backup is put back: a few lines outside the database remember it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

import clock
from accounts import services, signals
from accounts.models import User
from accounts.services.ledger import KEEP, due_again, lines_in
from audit.models import AuditEvent
from tests.factories.accounts import make_account

DAY = 24 * 3600
LINE = r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 (asked|taken_back|done) [0-9a-f-]{36}"


@pytest.fixture
def ledger(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURE_LEDGER = str(tmp_path / "erasures")
    return tmp_path / "erasures"


def replay(*words: str) -> str:
    said = StringIO()
    call_command("replay_erasures", *words, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_the_ledger_holds_dates_and_numbers_and_nothing_else(ledger: Path, move_clock: Any) -> None:
    ana, ben = make_account("quiet-heron-417", email="ana@example.org"), make_account("slow-otter-118")
    services.request_erasure(actor=ana)
    services.request_erasure(actor=ben)
    assert services.keep_ledger() == 2
    move_clock(DAY)
    services.take_back_erasure(actor=ben)
    move_clock(8 * DAY)
    assert services.erase_due() == 1
    assert services.keep_ledger() == 2 and services.keep_ledger() == 0

    lines = ledger.read_text().splitlines()
    assert all(re.fullmatch(LINE, line) for line in lines)
    assert [line.split()[1:] for line in lines] == [
        ["asked", str(ana.uid)], ["asked", str(ben.uid)], ["taken_back", str(ben.uid)], ["done", str(ana.uid)],
    ]  # fmt: skip
    assert ledger.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_lines_older_than_any_backup_go(ledger: Path, move_clock: Any) -> None:
    ana, ben = make_account(), make_account()
    services.request_erasure(actor=ana)
    services.keep_ledger()
    move_clock(KEEP.total_seconds() + DAY)
    services.request_erasure(actor=ben)
    services.keep_ledger()
    assert [line.uid for line in lines_in(ledger.read_text())] == [ben.uid]


@pytest.mark.django_db
def test_a_ledger_that_cannot_be_written_keeps_nobody_from_being_erased(
    settings: Any, tmp_path: Path, move_clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ERASURE_LEDGER = str(tmp_path / "no such folder" / "erasures")
    ana = make_account()
    services.request_erasure(actor=ana)
    move_clock(8 * DAY)
    assert services.erase_due() == 1
    assert services.keep_ledger() == 0
    assert "FileNotFoundError" in caplog.text and str(ana.uid) not in caplog.text
    # When it can be, it catches up.
    settings.ERASURE_LEDGER = str(tmp_path / "erasures")
    assert services.keep_ledger() == 2


@pytest.mark.django_db
def test_without_a_place_for_it_there_is_none(settings: Any) -> None:
    settings.ERASURE_LEDGER = ""
    services.request_erasure(actor=make_account())
    assert services.keep_ledger() == 0
    with pytest.raises(CommandError, match="ERASURE_LEDGER"):
        replay()


@pytest.mark.django_db
def test_replaying_changes_nothing_for_who_took_it_back_or_is_not_in_it(ledger: Path, move_clock: Any) -> None:
    ana, ben = make_account(), make_account()
    services.request_erasure(actor=ana)
    services.keep_ledger()
    # The ledger is older than the database here: what the database says last, counts.
    move_clock(60)
    services.take_back_erasure(actor=ana)
    assert "0 erased again, 0 hidden again" in replay()
    ana.refresh_from_db()
    ben.refresh_from_db()
    assert ana.erase_after is None and ben.erase_after is None


@pytest.mark.django_db
def test_what_is_not_a_line_of_ours_stops_before_anybody_is_erased(ledger: Path) -> None:
    ana = make_account()
    ledger.write_text(f"{clock.now().isoformat()} done {ana.uid}\nquiet-heron-417 wants to go\n")
    with pytest.raises(CommandError, match="line 2"):
        replay()
    assert User.objects.filter(pk=ana.pk).exists()


@pytest.mark.django_db
def test_one_that_cannot_be_erased_now_is_hidden_and_left_to_the_sweep(ledger: Path) -> None:
    ana, ben = make_account(), make_account()
    ledger.write_text("".join(f"{clock.now().isoformat()} done {account.uid}\n" for account in (ana, ben)))

    def breaks(user: User, **kwargs: Any) -> None:
        if user.pk == ana.pk:
            raise RuntimeError(user.sign_in_name)

    signals.account_erased.connect(breaks)
    try:
        with pytest.raises(CommandError, match="1 could not"):
            replay()
    finally:
        signals.account_erased.disconnect(breaks)
    ana.refresh_from_db()
    assert ana.erase_after is not None and not User.objects.filter(pk=ben.pk).exists()
    # Written down once more as asked for, it is still one that was erased.
    services.keep_ledger()
    (due,) = due_again(lines=lines_in(ledger.read_text()))
    assert due.last.what == "done"
    assert services.erase_due() == 1


@pytest.mark.django_db
def test_a_look_first_changes_nothing(ledger: Path) -> None:
    ana = make_account()
    ledger.write_text(f"{clock.now().isoformat()} done {ana.uid}\n")
    assert "1 would be erased again, 0 would be hidden again" in replay("--dry-run")
    assert User.objects.filter(pk=ana.pk).exists() and not AuditEvent.objects.filter(verb="erasure.done").exists()
    assert "1 erased again, 0 hidden again" in replay(str(ledger))


ASKED = """
import contextlib, io, json, sys
import django
django.setup()
from accounts import services
from accounts.models import User
from django.db import connections
for line in sys.stdin:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(json.loads(line))
    connections.close_all()
    print(json.dumps(said.getvalue()), flush=True)
"""


class House:
    """A database file of its own, with its ledger beside it, asked by the real commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database, self.ledger, self.offset = folder / "live.sqlite3", folder / "erasures", folder / "offset"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "DJANGO_SETTINGS_MODULE": "peersupport.settings.test",
            "VAR_DIR": str(folder), "SQLITE_FILE": str(self.database), "ERASURE_LEDGER": str(self.ledger),
            "CLOCK_OFFSET_FILE": str(self.offset),
        }  # fmt: skip
        self.beside: subprocess.Popen[str] | None = None

    def run(self, *command: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=configured.BASE_DIR, env=self.environment, input=given,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def do(self, code: str) -> list[str]:
        """What the code prints, in a process beside this one: it stays, and holds no connection between two of them."""
        if self.beside is None:
            self.beside = subprocess.Popen(
                [sys.executable, "-c", ASKED], cwd=configured.BASE_DIR, env=self.environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.beside.stdin is not None and self.beside.stdout is not None
        print(json.dumps(code), file=self.beside.stdin, flush=True)
        return str(json.loads(self.beside.stdout.readline())).split()

    def end(self) -> None:
        if self.beside is not None:
            self.beside.communicate(timeout=20)

    def later(self, seconds: float) -> None:
        self.offset.write_text(str(seconds))

    def copy(self, name: str) -> Path:
        """What a nightly backup takes: one file that is whole by itself."""
        self.do("from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
        return Path(shutil.copy(self.database, self.folder / name))

    def put_back(self, old: Path) -> None:
        for file in self.folder.glob("live.sqlite3*"):
            file.unlink()
        shutil.copy(old, self.database)

    def names(self) -> list[str]:
        return self.do("print(*User.objects.order_by('pk').values_list('sign_in_name', flat=True))")

    def hidden_until(self, moment: str) -> bool:
        """Exactly one is hidden, and until then, give or take what passes between two lines of code."""
        (found,) = self.do("print(*(u.erase_after.isoformat() for u in User.objects.exclude(erase_after=None)))")
        return abs(datetime.fromisoformat(found) - datetime.fromisoformat(moment)) < timedelta(seconds=5)


MADE = """
for name in ("erased", "asked", "stayed", "never"):
    services.open_account(sign_in_name=name, password="four calm words here")
"""
ASK = "services.request_erasure(actor=User.objects.get(sign_in_name='{}'))\n"


@pytest.fixture
def house(tmp_path: Path, django_db_setup: Any, django_db_blocker: Any) -> Iterator[House]:
    made = House(tmp_path)
    if connection.vendor == "sqlite":
        # As it is in the memory of the tests: to go through all migrations again takes longer than all the rest.
        with django_db_blocker.unblock(), contextlib.closing(sqlite3.connect(made.database)) as file:
            connection.ensure_connection()
            connection.connection.backup(file)
    else:
        made.run("manage.py", "migrate", "--verbosity", "0")
    made.do(MADE)
    yield made
    made.end()


@pytest.mark.once
def test_an_old_copy_of_the_database_forgets_who_was_erased_and_the_ledger_brings_it_back(house: House) -> None:
    old = house.copy("monday.sqlite3")
    house.do(ASK.format("erased") + ASK.format("stayed"))
    house.later(2 * DAY)
    house.do("services.take_back_erasure(actor=User.objects.get(sign_in_name='stayed'))")
    house.later(8 * DAY)
    house.do(ASK.format("asked") + "services.erase_due(); services.keep_ledger()")
    assert house.names() == ["asked", "stayed", "never"]
    (until,) = house.do("print(User.objects.get(sign_in_name='asked').erase_after.isoformat())")

    house.put_back(old)
    assert house.names() == ["erased", "asked", "stayed", "never"]
    # The sweeps run before anybody thinks of the ledger: nothing in it is lost by that.
    house.do("services.erase_due(); services.keep_ledger()")

    assert "1 erased again, 1 hidden again" in house.run("manage.py", "replay_erasures")
    assert house.names() == ["asked", "stayed", "never"]
    assert house.hidden_until(until)
    assert "0 erased again, 0 hidden again" in house.run("manage.py", "replay_erasures")

    words = house.ledger.read_text()
    assert all(re.fullmatch(LINE, line) for line in words.splitlines())
    # A copy of the ledger that was kept elsewhere does as well, and so does a second fall.
    house.put_back(old)
    house.ledger.unlink()
    assert "1 erased again, 1 hidden again" in house.run("manage.py", "replay_erasures", "-", given=words)
    assert house.names() == ["asked", "stayed", "never"] and house.hidden_until(until)
