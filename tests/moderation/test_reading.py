from __future__ import annotations

import logging
import threading
import time
from typing import Any

import pytest

from moderation.capped import CappedPool, TooSlow
from moderation.engine import pool, read_text
from moderation.models import Level, TextReading
from moderation.reading import apply_reading
from tests.factories.moderation import CRISIS, ORDINARY


def test_crisis_words_read_as_crisis_with_cues_inside_the_text() -> None:
    outcome = read_text(CRISIS, language="en")

    assert outcome.level == Level.CRISIS
    assert outcome.is_crisis
    assert 0 < outcome.severity <= 5
    assert outcome.version
    assert all(0 <= cue.start < cue.end <= len(CRISIS) for cue in outcome.reading.cues)


def test_ordinary_words_read_as_nothing_noticed() -> None:
    assert read_text(ORDINARY, language="en").level == Level.NONE


def test_language_without_a_pack_is_not_understood_and_never_none() -> None:
    assert read_text("Dit is een heel gewone zin.", language="nl").level == Level.NOT_UNDERSTOOD


def test_empty_text_needs_no_engine(engine: Any) -> None:
    engine("raises")

    assert read_text("  \n ", language="en").level == Level.NONE


@pytest.mark.parametrize("name", ["raises", "exits", "answers_nonsense"])
def test_engine_that_fails_leaves_the_text_not_yet_read(engine: Any, name: str) -> None:
    engine(name, seconds=1)

    assert read_text(CRISIS, language="en").level == Level.NOT_YET


def test_engine_that_is_not_there_leaves_the_text_not_yet_read(settings: Any) -> None:
    settings.MODERATION_ENGINE = "moderation.detection.gone"

    assert read_text(CRISIS, language="en").level == Level.NOT_YET


def test_log_of_a_failure_never_repeats_the_text(engine: Any, caplog: pytest.LogCaptureFixture) -> None:
    engine("raises", seconds=1)
    with caplog.at_level(logging.DEBUG):
        read_text("my words are private", language="en")

    assert "ValueError" in caplog.text
    assert "private" not in caplog.text


def test_engine_that_hangs_is_left_behind_within_its_cap(engine: Any) -> None:
    engine("hangs", seconds=0.1)
    began = time.monotonic()

    assert read_text(CRISIS, language="en").level == Level.NOT_YET
    assert time.monotonic() - began < 0.9


def test_after_many_hangs_the_next_text_is_refused_at_once_and_later_read_again(engine: Any) -> None:
    from tests.moderation import engines

    engine("hangs", seconds=0.02)
    for _ in range(12):
        read_text(CRISIS, language="en")
    assert pool.lost <= 8
    began = time.monotonic()
    read_text(CRISIS, language="en")
    assert time.monotonic() - began < 0.5

    engines.let_go.set()
    for _ in range(100):
        if pool.lost == 0:
            break
        time.sleep(0.02)
    engine("", seconds=1)
    assert read_text(CRISIS, language="en").level == Level.CRISIS


def test_pool_runs_no_more_than_its_share_at_once() -> None:
    small, running, most, lock = CappedPool(most=2), 0, 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    threads = [threading.Thread(target=lambda: small.run(work, seconds=5)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_pool_gives_each_caller_its_own_answer() -> None:
    small, answers = CappedPool(most=4), {}

    def ask(number: int) -> None:
        answers[number] = [small.run(lambda: number, seconds=5) for _ in range(50)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [number] * 50 for number in range(4)}


def test_pool_refuses_when_every_place_is_taken() -> None:
    small, gate = CappedPool(most=1), threading.Event()
    holder = threading.Thread(target=lambda: small.run(lambda: gate.wait(5), seconds=5))
    holder.start()
    time.sleep(0.05)

    with pytest.raises(TooSlow):
        small.run(lambda: 1, seconds=0.05)
    gate.set()
    holder.join()
    assert small.run(lambda: 1, seconds=1) == 1


def test_reading_on_a_row_says_when_it_was_read_only_if_it_was(engine: Any) -> None:
    row = TextReading()
    apply_reading(row, read_text(CRISIS, language="en"))
    assert (row.read_level, row.read_at is None) == (Level.CRISIS, False)
    assert row.read_version

    engine("raises", seconds=1)
    apply_reading(row, read_text(CRISIS, language="en"))
    assert (row.read_level, row.read_severity, row.read_version, row.read_at) == (Level.NOT_YET, 0, "", None)
