"""What resembles a concern without any cue: what the signal may make of it alone, and what it may not."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from moderation.detection import Reading, engine, explain, read, trace
from tests.detection.batteries import rows

WITHDRAWN = "I have not left my room since tuesday and i dont even know why"
# Said among much else, in words like nothing that worries.
IN_PASSING = "they all hate me since I broke the coffee machine, so I brought a huge cake to the office on Monday"


def level(text: str, language: str = "en", **more: Any) -> str:
    return read(text, language=language, **more).level


def alone(reading: Reading) -> bool:
    return [cue.rule for cue in reading.cues] == [trace.HEAVY_RULE.id]


def test_what_resembles_a_concern_is_one_and_says_which_words_and_what_would_be_enough() -> None:
    said = read(WITHDRAWN, language="en")
    assert said.level == "concern" and alone(said) and said.categories == ("distress",)
    lines = explain(said, WITHDRAWN)
    assert any(line.startswith("How like messages of concern") and WITHDRAWN in line for line in lines)
    slots = said.cues[0].slots
    assert float(slots["like"]) >= float(slots["enough"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_however_much_it_resembles_one_it_is_no_crisis_alone(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row.text for row in rows(f"eighth/{language}_taught") if alone(read(row.text, language=language))][:60]
    assert len(texts) > 20
    monkeypatch.setattr(engine, "_PACKS", tuple(dataclasses.replace(pack, traces={}) for pack in engine._PACKS))
    for pack in engine._PACKS:
        monkeypatch.setattr(pack.signal, "added", (pack.signal.added[0], 10_000))
    assert {level(text, language) for text in texts} == {"concern"}


def test_what_a_clause_denies_is_no_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level("mi marido no me pega", "es") == "none"
    monkeypatch.setattr(engine, "DENIED", -math.inf)
    assert level("mi marido no me pega", "es") == "concern"


def test_an_offer_of_support_beside_it_is_no_concern() -> None:
    assert level(f"I'm here if you want to talk. {WITHDRAWN}") == "none"


@pytest.mark.parametrize("text", [WITHDRAWN, f"{IN_PASSING}. {WITHDRAWN}"])
def test_a_calmer_group_is_not_told(text: str) -> None:
    assert (level(text), level(text, sensitivity="calmer")) == ("concern", "none")


def test_whom_it_speaks_of_is_not_said_where_nobody_says_i() -> None:
    assert read(WITHDRAWN, language="en").about == "self"
    said = read("my sister has not left her room since tuesday and she cries a lot", language="en")
    assert (said.level, said.about) == ("concern", "")


@pytest.mark.parametrize(
    "text",
    [
        "I have not said goodbye to the team yet, but I think I will",
        "I don't have a rope for the swing, but I think I'm going to",
    ],
)
def test_what_was_taken_back_makes_no_crisis_of_what_follows(text: str) -> None:
    assert level(text) != "crisis"


@pytest.mark.parametrize(
    "text", ["I tried to kill myself. It did not get better.", "I tried to kill myself. I'm not doing better."]
)
def test_who_did_not_recover_is_heard(text: str) -> None:
    assert level(text) == "crisis"


def test_words_of_another_language_say_nothing() -> None:
    pack = engine._PACKS[0]
    for text, ours in ((WITHDRAWN, True), ("heute war ich in der Stadt und habe keine Tante gesehen", False)):
        (said,) = trace._sentences([*text.lower().split(), "."], pack.signal, pack.kinds, {})
        assert (said.own[2] > 0) is ours


@pytest.mark.parametrize("text", ["everyone hates me", "I can't cope anymore", "I'm so depressed", "I feel hopeless"])
def test_despair_said_in_few_words_is_a_concern_whatever_it_resembles(text: str) -> None:
    assert level(text) == "concern"


def test_despair_said_in_passing_is_one_only_where_the_words_around_it_are_like_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = read(IN_PASSING, language="en")
    assert (said.level, said.severity, said.categories, said.cues) == ("none", 0, (), ())
    # What is elsewhere in the text needs as much likeness as ever.
    assert level(f"{IN_PASSING}. I feel sleepy after lunch every day") == "none"
    monkeypatch.setattr(trace, "SLIGHT", -math.inf)
    assert level(IN_PASSING) == "concern"


def test_who_and_when_are_trace_enough_far_beyond_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "im 11 my mum sells me to her friends when she needs her stuff. theyre here tonight. i dont want to"
    assert level(text) == "crisis"
    monkeypatch.setattr(trace, "BEYOND", math.inf)
    assert level(text) != "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "I'm on the bridge",
        "I have a plan",
        "I've picked the date",
        "I've put my affairs in order",
        "I've written my goodbye letters",
        "the rope is ready",
        "I'm at peace with my decision",
        "it's all planned, i just need the courage",
    ],
)
def test_a_plan_or_the_means_said_barely_stay_a_crisis(text: str) -> None:
    assert level(text) == "crisis"
