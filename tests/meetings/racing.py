"""Sixty-four people at one door: real threads, real transactions. Shared by the test and by benchmarks/rsvps.py."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

import clock
from meetings import services
from meetings.models import Meeting, MeetingSeries, Rsvp
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_series, meetings_of

CROWD, SEATS = 64, 8


@dataclass
class Seen:
    """What a race came to. `faults` is empty where everything held."""

    faults: list[str] = field(default_factory=list)
    answers: int = 0


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment; results or errors in order."""
    gate = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = call()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def crowd() -> tuple[Any, Any, list[Any]]:
    """A facilitator, their group, and sixty-four members."""
    keeper = make_account()
    group = make_group(keeper, size=100, entry="open")
    people = [make_account() for _ in range(CROWD)]
    for number, person in enumerate(people):
        join(group, person, name=f"Racer {number}")
    return keeper, group, people


def meetings(keeper: Any, group: Any, rounds: int) -> list[Meeting]:
    """As many meetings with eight places as there are rounds."""
    found: list[Meeting] = []
    while len(found) < rounds:
        series = make_series(keeper, group, capacity=SEATS)
        found += meetings_of(series)
        # A group has only so many plans at a time; what is ended keeps its rows for the race.
        MeetingSeries.objects.filter(pk=series.pk).update(ended_at=clock.now())
    return found[:rounds]


def race(meeting: Meeting, people: list[Any]) -> Seen:
    """Everybody comes at once; every fourth changes their mind at once. Places are never more, and none is idle."""

    def come(person: Any, and_go: bool) -> Callable[[], Any]:
        def call() -> Any:
            rsvp = services.answer(actor=person, meeting=meeting, answer="going")
            return services.answer(actor=person, meeting=meeting, answer="not_going") if and_go else rsvp

        return call

    answers = at_once([come(person, number % 4 == 0) for number, person in enumerate(people)])
    seen = Seen(answers=len(answers))
    seen.faults += [f"{type(one).__name__}: {one}" for one in answers if isinstance(one, Exception)]
    seats = Counter(Rsvp.objects.filter(meeting=meeting).values_list("seat", flat=True))
    taken = seats["held"] + seats["offered"]
    if taken > SEATS:
        seen.faults.append(f"{taken} places taken of {SEATS}")
    if taken < SEATS and seats["waiting"]:
        seen.faults.append(f"{SEATS - taken} places idle while {seats['waiting']} wait")
    if sum(seats.values()) != len(people):
        seen.faults.append(f"{sum(seats.values())} answers of {len(people)} people")
    return seen
