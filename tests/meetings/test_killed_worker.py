"""Reminders and a worker that is killed again and again, wherever it is: none is missing, none is doubled.

Five hundred and fifty times where the services run; fewer on the SQLite of every day, whose disk is slow.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections

from meetings.models import Reminder
from meetings.services import hand_over_reminders, reminders
from notifications.models import Notification
from notifications.services import LEASE, deliver_due
from tests.factories.accounts import make_account
from tests.factories.meetings import due_reminders

pytestmark = pytest.mark.django_db(transaction=True)


class Server(BaseEmailBackend):
    """A mail server that outlives whoever talks to it: it writes down each Message-ID that it took."""

    book = Path()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            line = f"{message.to[0]} {message.extra_headers['Message-ID']}\n"
            book = os.open(self.book, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(book, line.encode())
            os.close(book)
        return len(email_messages)


def killed_at(question: int) -> Callable[..., Any]:
    """Ends this process, as the kernel would, at its so manieth question to the database: before it, or right after."""
    seen = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen >= question and seen % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if seen >= question:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return count


def work(question: int | None) -> int:
    """A worker of its own that does what is due and is killed at `question`. Returns the signal that ended it, or 0."""
    # What a fork shares with its parent it must not use.
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            if question is not None:
                connection.execute_wrappers.append(killed_at(question))
            hand_over_reminders()
            deliver_due()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@pytest.mark.parametrize(
    ("people", "meetings", "kills"),
    [(5, 10, 8), pytest.param(20, 25, 50, marks=pytest.mark.services)],
    ids=["fifty reminders", "five hundred reminders"],
)
def test_none_is_missing_and_none_is_doubled_by_the_outbox(
    people: int,
    meetings: int,
    kills: int,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    move_clock: Callable[[float], None],
) -> None:
    cast = [
        make_account(f"person{number}", email=f"person{number}@example.org", profile={"mail_is_safe": True})
        for number in range(people)
    ]
    total = due_reminders(cast, meetings)
    assert total == people * meetings
    # Small steps, so that the hand-over is interrupted as often as the sending.
    monkeypatch.setattr(reminders, "BATCH", total // 25)
    monkeypatch.setattr(Server, "book", tmp_path / "book")
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    dice, ended = random.Random(50), Counter[int]()
    for number in range(kills):
        ended[work(dice.randint(1, 10 * total // kills))] += 1
        # A message in the hands of who was killed is free again when the lease is over.
        move_clock((number + 1) * (LEASE.total_seconds() + 1))
    assert ended[signal.SIGKILL] == kills, "it was done before it was killed often enough"
    before = Counter(Notification.objects.values_list("state", flat=True))
    assert before["sent"] and before["waiting"], "it was killed at one place only"
    assert work(None) == 0
    assert Reminder.objects.filter(handed_at=None).count() == 0
    rows = Notification.objects.filter(kind="meetings.reminder")
    assert rows.count() == total == rows.values("about_uid", "account").distinct().count()
    assert set(rows.values_list("state", flat=True)) == {"sent"}
    taken = Counter((tmp_path / "book").read_text().splitlines())
    assert len(taken) == total
    # Who is killed between the server's yes and writing it down sends it once more, under the name it had: a server
    # and a mailbox take it for the same. That is once for each killing at most.
    assert sum(taken.values()) - total <= kills and max(taken.values()) <= 3
