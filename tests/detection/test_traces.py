"""What is worded like a crisis though no rule knows the phrase: what its traces may do, and what they may not."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from moderation.detection import Cue, Reading, engine, explain, read, trace
from moderation.detection.signal import BITS, Weights, features, number, odds, packed, unpacked
from tests.detection.batteries import rows

FURTHER = "It's gone deeper than I meant and I can see things I don't think you're supposed to see."
TOLD = (
    "i told my teacher and she said she has to tell my parents. he's going to be SO mad. "
    "he said hed hurt my sister if i ever told"
)


def level(text: str, **more: Any) -> str:
    return read(text, language="en", **more).level


def only_traces(reading: Reading) -> bool:
    return bool(reading.cues) and all(cue.rule.startswith("trace_") for cue in reading.cues)


def test_a_stretch_that_is_only_like_a_concern_takes_nothing_from_one_that_is_like_a_crisis() -> None:
    assert level(TOLD) == level(f"{FURTHER} {TOLD}") == level(f"{TOLD} {FURTHER}") == "crisis"


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_worrying_beside_a_crisis_never_lowers_it(language: str) -> None:
    dev = {row.text: read(row.text, language=language) for row in rows(f"fifth/{language}") if row.split == "dev"}
    crises = [text for text, said in dev.items() if said.level == "crisis"][::3]
    taught = {row.text: read(row.text, language=language) for row in rows(f"seventh/{language}_taught")[:600]}
    # What else is a concern may say that there is no plan; that is heard, and calms.
    worries = [text for text, said in (dev | taught).items() if said.level == "concern" and only_traces(said)][:12]
    assert len(crises) > 25 and len(worries) > 1
    joined = [(worry, text) for worry in worries for text in crises]
    assert [pair for pair in joined if read("\n\n".join(pair), language=language).level != "crisis"] == []


@pytest.mark.parametrize(
    "text",
    [
        "my therapist asked me if left my diary out on purpose so theyll know why. going out now",
        "my therapist asked me if there's only one way this stops and I think we all know what it is",
    ],
)
def test_what_somebody_was_only_asked_is_no_trace(text: str) -> None:
    assert "denied" not in read(text, language="en").categories


def test_what_somebody_came_through_takes_nothing_back_from_words_that_are_far_beyond_the_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "two years clean and now it's all on the table in front of me and i'm not going to stop"
    assert level(text) == "crisis"
    monkeypatch.setattr(engine, "TOLD", set())
    assert level(text) != "crisis"


def test_of_whom_it_is_said_takes_nothing_back_from_words_that_are_far_beyond_the_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "nobody is going to find me until monday and I don't want anyone to"
    assert level(text) == "crisis"
    monkeypatch.setattr(trace, "ANYBODY", ())
    assert level(text) != "crisis"


def test_a_not_takes_nothing_back_from_words_that_are_far_beyond_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "I can't be left on my own with what is in the bathroom cabinet tonight"
    assert level(text) == "crisis"
    monkeypatch.setattr(trace, "DENIED", math.inf)
    assert level(text) != "crisis"


def test_what_is_denied_in_every_part_is_no_crisis(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "i haven't picked a day and i'm not saving my pills, promise"
    assert level(text) == "none"
    monkeypatch.setattr(trace, "DENIED", 0.0)
    assert level(text) == "crisis"


def test_what_somebody_answers_to_a_cry_is_no_cry_of_theirs() -> None:
    assert level("you said you've got the pills lined up on the table and nobody will find you till monday") != "crisis"
    assert level("Lock the pills and the knife in the garage tonight, would you") != "crisis"


def test_an_offer_of_support_takes_a_trace_back_however_much_the_words_are_like_a_crisis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "two years clean and now it's all on the table in front of me and i'm not going to stop"
    assert level(f"I'm here if you want to talk. {text}") != "crisis"
    monkeypatch.setattr(engine, "TOLD", {"recovery", "offer_of_support"})
    assert level(f"I'm here if you want to talk. {text}") == "crisis"


def test_more_words_of_the_same_weight_say_more_and_not_as_many_times_as_much() -> None:
    few, many = (odds(count * 100, count, 0) for count in (8, 16))
    assert few < many < 2 * few


def test_who_and_when_are_no_trace_alone() -> None:
    with_only = {("suicide", "with_night"), ("suicide", "with_theirs")}
    assert not trace.tells(with_only) and not trace.together(with_only)
    assert trace.tells({*with_only, ("suicide", "gone")}) and trace.together({*with_only, ("suicide", "gone")})


def test_what_the_signal_weighed_is_said_once_with_its_words_and_what_would_be_enough() -> None:
    for row in rows("fifth/en"):
        said = read(row.text, language="en") if row.split == "dev" else None
        if said is None or not only_traces(said):
            continue
        lines = [line for line in explain(said, row.text) if line.startswith("How like")]
        slots = said.cues[0].slots
        assert len(lines) == 1 and float(slots["like"]) >= float(slots["enough"])
        assert f"“{row.text[int(slots['from']) : int(slots['to'])]}”" in lines[0]
        assert all(int(slots["from"]) <= cue.start < cue.end <= int(slots["to"]) for cue in said.cues)


def test_a_reading_of_before_says_nothing_of_it() -> None:
    said = read(TOLD, language="en")
    before = [Cue(cue.start, cue.end, cue.rule, {"who": "self"}) for cue in said.cues]
    assert not any("How like" in line for line in explain(dataclasses.replace(said, cues=tuple(before)), TOLD))


def test_who_says_something_is_no_matter_by_itself() -> None:
    said = read("my coach sends me pictures of himself and says it is our secret", language="en")
    assert said.categories and "psychosis_commands" not in said.categories


def test_traces_make_no_crisis_without_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = engine._PACKS[0]
    dev = [row.text for row in rows("fifth/en") if row.split == "dev"]
    by_traces = [text for text in dev if only_traces(read(text, language="en"))]
    assert len(by_traces) > 20
    monkeypatch.setattr(pack.signal, "names", frozenset())
    assert "crisis" not in {level(text) for text in by_traces}


def test_a_calmer_group_is_raised_by_no_trace() -> None:
    assert level(TOLD, sensitivity="calmer") != "crisis"


def test_what_was_learnt_is_the_same_after_it_was_put_away_and_never_half_of_it() -> None:
    of = {1: (6, 0), 2: (-6, 9), 127: (6, -36), 128: (18, 0), 70_000: (-24, 36), (1 << BITS) - 1: (24, 9)}
    weights = Weights(of, (-83, 40))
    again = unpacked(packed(weights))
    assert (again.crisis, again.concern, again.added) == (weights.crisis, weights.concern, (-83, 40))
    for cut in (b"", packed(weights)[:3], packed(weights)[:8]):
        with pytest.raises((ValueError, IndexError)):
            unpacked(cut)


def test_a_pair_is_another_feature_the_other_way_round_and_with_a_word_between() -> None:
    one, two, three = (features(said.split(), {}) for said in ("stop here", "here stop", "stop right here"))
    assert one & two == one & three == {number("stop"), number("here")}


@pytest.mark.parametrize("pack", engine._PACKS, ids=lambda pack: pack.id)
def test_a_feature_that_taught_nothing_is_seldom_taken_for_one_that_did(pack: Any) -> None:
    made_up = features([f"{pack.id}{at}" for at in range(8000)], {})
    assert len(made_up) > 20_000
    assert len(made_up & pack.signal.names) < 0.07 * len(made_up)


def test_what_the_next_sentence_begins_with_takes_no_plan_back() -> None:
    assert level("Antes solo lo pensaba, ahora tengo un plan. los quiero banda, son lo mejor") == "crisis"
