"""Every address × method × person, on a house full of marks: the declared answer, no 500, no foreign mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.architecture.addresses import Address, row_of
from tests.architecture.house_pages import faults
from tests.architecture.matrix import Seen, Visit, undeclared
from tests.architecture.standing import AUDIENCES
from tests.architecture.targets import NOWHERE, Target, targets
from tests.factories.house import PERSONAS, House

pytestmark = pytest.mark.django_db
once = pytest.mark.once

# The pages of the admin have one gate; a few people stand for everybody. What is on them is the matter of test_admin.
TRIED_THERE = ("_changelist", "_change")
TRY_ADMIN = ("visitor", "cy", "ben", "mo", "ada")
# The pages of signing in know nothing of groups, and are the same for everybody of a kind.
TRY_SIGN_IN = ("visitor", "new", "cy", "ana", "ben", "mo", "ada")
NOT_TAKEN = ("PUT", "PATCH", "DELETE", "OPTIONS")
# A method that nothing takes is refused before it is known who asks for what, and HEAD is GET without its body.
TRY_NOT_TAKEN = ("visitor", "new", "ana")
# What a page loads and lets others keep is the same for everybody of a kind.
READ_CLOSELY = ("visitor", "new", "ana", "ben", "mo", "ada")
# A member and a moderator open every page that they may on the second database, too; which rows anybody gets there is
# the matter of test_visibility.
AGAIN = ("ana", "mo")
REFUSED = (403, 404, 405)
# The words of who is signed out are given back on a page of their own.
SIGNED_OUT = 403
# The gate that everyone passes before the welcome is finished lets these through.
OPEN_TO_NEW = (
    "/help/", "/healthz/", "/sw.js", "/offline/", "/account/", "/welcome/", "/you/data/", "/you/codes/", "/static/",
    "/need-help/", "/send-to-team/", "/conversations/", "/exercises/", "/words-that-help/", "/what-people-ask/",
    "/what-can-i-say/",
)  # fmt: skip


class Ledger:
    """What the whole matrix saw, for the tests that test the test."""

    def __init__(self) -> None:
        self.requests = 0
        self.answers: Counter[tuple[str, int]] = Counter()
        self.met: dict[str, set[str]] = {}
        self.names: set[str] = set()
        self.headed: set[str] = set()
        self.read_closely: Counter[str] = Counter()
        # (person, address, method) -> every different "not found" that was heard there
        self.nothings: dict[tuple[str, str, str], set[bytes]] = {}

    def note(self, who: str, target: Target, method: str, seen: Seen) -> None:
        self.requests += 1
        self.names.add(target.name)
        self.answers[who, seen.status] += 1
        if seen.status == 404:
            headers = sorted((name, value) for name, value in seen.headers.items() if name != "Content-Length")
            self.nothings.setdefault((who, target.name, method), set()).add(seen.masked() + repr(headers).encode())


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture(scope="module")
def all_targets(house: House, visits: dict[str, Visit]) -> list[Target]:
    # The browsers first: a sign-in is one of the things that have an address.
    return targets(house)


def expected(row: Address, method: str, who: str, target: Target) -> bool | None:
    """Whether `who` is let in; None where the address does not take the method."""
    audience = row.post if method == "POST" else row.get
    if not audience:
        return None
    return AUDIENCES[audience](who, target.facts)


def wrong_status(row: Address, method: str, who: str, target: Target, seen: Seen) -> str:
    """What is wrong with the status, or nothing."""
    if seen.status >= 500:
        return "fell over"
    may = expected(row, method, who, target)
    if who == "visitor" and (seen.turned_away or (method == "POST" and seen.status == SIGNED_OUT)):
        return ""
    if who == "new" and not target.path.startswith(OPEN_TO_NEW):
        # Nobody gets past the welcome, not even to learn what is not there.
        kept = method == "POST" and seen.status == SIGNED_OUT and 'href="/welcome/"' in seen.words
        open_to_all = may and seen.status == 200 and row.get == "everybody"
        return "" if seen.turned_away or kept or open_to_all else "passed the welcome"
    if who == "ada" and target.facts.get("admin"):
        # What an admin may do with which model is the matter of test_admin.
        return "" if seen.status in (200, 302, *REFUSED) else "fell over"
    if may is None:
        return (
            ""
            if seen.status == 405 or seen.turned_away or seen.status in row.refusal
            else "takes a method it should not"
        )
    if may:
        away = seen.turned_away and not target.path.startswith(("/welcome/", "/account/"))
        return "is refused" if seen.status in REFUSED or away else ""
    if target.name.startswith("admin:") and seen.turned_away:
        return ""
    return "" if seen.status in row.refusal else "is let in"


DECISION_ACTS = ("second", "lift", "again")


def data_of(row: Address, target: Target) -> dict[str, Any]:
    data = dict(row.data)
    version = target.facts.get("version")
    if version is not None:
        data |= {
            "version": version,
            **{f"{act}-version": version for act in ("note", "reply", "over", "call", "agree", "close", "ending")},
        }
    decision = target.facts.get("row")
    if decision is not None and target.name != "moderation:appeal":
        # Each decision of a page has forms of its own.
        values = {**row.data, "version": decision.case.version}
        data |= {f"{act}-{decision.uid}-{key}": value for act in DECISION_ACTS for key, value in values.items()}
    return data


def visit_all(house: House, visit: Visit, found: list[Target], ledger: Ledger) -> Iterator[str]:
    """Yields what went wrong."""
    tried: set[str] = set()
    for target in found:
        row = row_of(target.name)
        assert row is not None
        of_admin = bool(target.facts.get("admin"))
        may = any(expected(row, method, visit.who, target) for method in ("GET", "POST"))
        if connection.vendor != "sqlite" and (target.name in tried or not may):
            continue
        if target.name.startswith(("account_", "mfa_", "admin:")) and visit.who not in TRY_SIGN_IN:
            continue
        if of_admin and not (visit.who in TRY_ADMIN and target.name.endswith(TRIED_THERE)):
            continue
        # No database is asked what to do with a method that nothing takes.
        first = target.name not in tried and not of_admin and connection.vendor == "sqlite"
        methods = [method for method, taken in (("GET", row.get), ("POST", row.post)) if taken or first or of_admin]
        if first and visit.who in TRY_NOT_TAKEN:
            # Once for each address is enough.
            methods += NOT_TAKEN
        tried.add(target.name)
        for method in methods:
            seen = visit.send(method, target.path, data_of(row, target) if method == "POST" else None)
            ledger.note(visit.who, target, method, seen)
            told = f"{visit.who} {method} {target.name} {target.path}"
            yield from (
                f"{told}: {problem}" for problem in problems_of(house, visit.who, row, method, target, seen, ledger)
            )
            asked = first and visit.who in TRY_NOT_TAKEN
            if method == "GET" and (asked or (seen.status == 200 and target.name not in ledger.headed)):
                if seen.status == 200:
                    ledger.headed.add(target.name)
                head = visit.send("HEAD", target.path)
                ledger.note(visit.who, target, "HEAD", head)
                # Django's own sign-in page turns only GET away.
                same = head.status == seen.status or target.name == "admin:login"
                if not same or head.body:
                    yield f"{told}: {seen.status}, but HEAD is {head.status} with {len(head.body)} bytes"


def problems_of(
    house: House, who: str, row: Address, method: str, target: Target, seen: Seen, ledger: Ledger
) -> Iterator[str]:
    for token in sorted(leaked(house, who, target, seen, ledger)):
        yield f"shows {house.marks[token].what} {token}"
    for value in house.secrets:
        if value in seen.words and value not in target.path and not house.may_read(value, who):
            yield f"tells {house.secrets[value].what}"
    if method == "GET" and who in READ_CLOSELY:
        ledger.read_closely[who] += seen.status == 200 and seen.is_page
        yield from faults(who, target, seen)
    if method in ("GET", "POST"):
        if problem := wrong_status(row, method, who, target, seen):
            yield f"{seen.status} {seen.place} {problem}"
    elif seen.status not in (*REFUSED, 302) and not (method == "OPTIONS" and seen.status == 200):
        yield f"{seen.status} for a method that nothing takes"
    harmless = method != "POST" or not expected(row, method, who, target)
    if harmless and (written := undeclared(seen.wrote)):
        yield f"writes {written}"


def leaked(house: House, who: str, target: Target, seen: Seen, ledger: Ledger) -> set[str]:
    """Marks in the answer that this person may not read."""
    met = seen.marks() & set(house.marks)
    for token in met:
        ledger.met.setdefault(token, set()).add(who)
    return {token for token in met if not house.may_read(token, who, link=bool(target.facts.get("link")))}


@pytest.mark.parametrize("who", [pytest.param(who, marks=[] if who in AGAIN else once) for who in PERSONAS])
def test_everybody_gets_the_declared_answer_and_reads_no_foreign_word(
    who: str, house: House, visits: dict[str, Visit], all_targets: list[Target], ledger: Ledger
) -> None:
    problems = list(visit_all(house, visits[who], all_targets, ledger))
    assert not problems, "\n".join(problems)
    # The test is tested: a matrix of refusals alone would prove nothing.
    assert ledger.answers[who, 200] > 8
    assert who not in READ_CLOSELY or ledger.read_closely[who] > 12
    if who != "visitor" and connection.vendor == "sqlite":
        assert ledger.answers[who, 404] > 20


@once
def test_every_address_was_visited(ledger: Ledger, all_targets: list[Target]) -> None:
    assert ledger.names == {
        target.name for target in all_targets if not target.facts.get("admin") or target.name.endswith(TRIED_THERE)
    }
    assert ledger.requests > 10_000, ledger.requests


@once
def test_every_mark_is_met_by_whom_it_is_for(house: House, ledger: Ledger) -> None:
    unseen = [
        f"{token} {mark.what} by {mark.owner}"
        for token, mark in house.marks.items()
        if mark.owner and mark.owner not in ledger.met.get(token, set())
    ]
    assert not unseen, "\n".join(unseen)
    assert sum(bool(mark.owner) for mark in house.marks.values()) > 80


@once
def test_what_is_not_yours_looks_like_what_is_not_there(ledger: Ledger) -> None:
    assert len(ledger.nothings) > 300
    assert [key for key, answers in ledger.nothings.items() if len(answers) > 1] == []


def test_nothing_is_answered_for_a_uid_that_was_never_given(house: House) -> None:
    assert not any(str(row.uid) == NOWHERE for row in (*house.groups.values(), *house.cases.values()))
