"""Sending one request as one person and seeing all of it: status, marks, what it wrote. Everything is rolled back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.factories.house import TOKEN, House

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?(?:\s+SET\s+(.*?)\s+WHERE)?", re.I | re.S)
# What looking at a page may leave behind: presence, read marks, an audit line, the session, "the panel was shown".
BY_LOOKING = re.compile(
    r"""^(
      chat_participant:(seen_at|last_read_seq)
    | audit_auditevent:
    | django_session:.*
    | usersessions_usersession:.*
    | moderation_case:panel_shown_at
    | moderation_caseevent:
    | moderation_casereply:seen_at
    | moderation_stepup:seen_at
    | meetings_livemeeting:(state|version|phase_since|closed_at)  # who looks in is there again, and sees who is not
    | meetings_liveevent:
    | moderation_decision:seen_at
    | account_emailconfirmation:       # a link that ran out is tidied away
    )$""",
    re.X,
)
UIDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction in which durable services may open theirs, and of which nothing stays."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@dataclass
class Seen:
    """One answer. `words` is everything that left the building: status line, headers, body."""

    status: int
    words: str
    body: bytes
    headers: dict[str, str]
    wrote: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.headers.get("Location", "")

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def turned_away(self) -> bool:
        """Sent to sign in, or to finish the welcome."""
        return self.status in (302, 303) and self.place.startswith(("/account/login/", "/admin/login/", "/welcome/"))

    def marks(self) -> set[str]:
        return set(TOKEN.findall(self.words.lower()))

    def masked(self) -> bytes:
        """The body without what differs in every answer."""
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", self.body.decode(errors="replace"))
        return UIDS.sub("uid", text).encode()


class Visit:
    """A person's browser on the house: each request starts from the same state."""

    def __init__(self, house: House, who: str) -> None:
        self.who = who
        self.client = Client(raise_request_exception=False, headers={"user-agent": "a browser"})
        account = house.account(who)
        if account is not None:
            self.client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = self.client.session
            # They have just shown their password, so that no page is hidden behind being asked again.
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time() + 86400, "reauthenticated": True}
            ]
            session["account_authentication_methods_user"] = str(account.pk)
            session.save()
        self.cookies = self.client.cookies.output(header="", sep=";")

    def send(self, method: str, path: str, data: Any = None, **more: Any) -> Seen:
        """One request and its answer; whatever it changed is taken back."""
        self.client.cookies = SimpleCookie(self.cookies)
        cache.clear()
        wrote: list[str] = []
        with rolled_back(), connection.execute_wrapper(_watch(wrote)):
            response = getattr(self.client, method.lower())(path, data or {}, **more)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        return _seen(response, body, wrote)


def _watch(wrote: list[str]) -> Callable[..., Any]:
    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found:
            columns = re.findall(r'"(\w+)" = ', found[2] or "") if found[2] else []
            wrote.extend(f"{found[1]}:{column}" for column in columns or [""])
        return execute(sql, params, many, context)

    return look


def _seen(response: HttpResponse, body: bytes, wrote: list[str]) -> Seen:
    headers = dict(response.headers)
    cookies = response.cookies.output()
    words = "\n".join(
        [*(f"{name}: {value}" for name, value in headers.items()), cookies, body.decode(errors="replace")]
    )
    return Seen(response.status_code, words, body, headers, wrote)


def undeclared(wrote: list[str]) -> list[str]:
    """What was written that looking may not write."""
    return sorted({one for one in wrote if not BY_LOOKING.match(one)})
