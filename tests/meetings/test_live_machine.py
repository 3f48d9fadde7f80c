"""A meeting that goes on, as a pure machine: any order of events by anybody keeps what it promises."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.live import (
    PLATFORM,
    Event,
    Facts,
    Kind,
    LiveError,
    NotNow,
    NotYours,
    Over,
    Phase,
    Stale,
    State,
    apply,
    begin,
    from_json,
    into,
    leads,
    may_volunteer,
    timeboxes,
    to_json,
)

# Two who keep the room, four members, and somebody who never came in.
KEEPERS = ("ben", "bo")
PEOPLE = (*KEEPERS, "ana", "cy", "eve", "gus")
FACTS = Facts(keepers=frozenset(KEEPERS))


@dataclass(frozen=True)
class Draw:
    """One event as Hypothesis draws it: how old its page is stands in for a version."""

    kind: Kind
    by: str
    whom: str
    order: tuple[str, ...]
    listening: bool
    behind: int | None

    def on(self, state: State) -> Event:
        version = None if self.behind is None else state.version - self.behind
        return Event(self.kind, self.by, self.whom, self.order, self.listening, version)


somebody = st.sampled_from([PLATFORM, *PEOPLE, "nobody"])
events = st.builds(
    Draw,
    kind=st.sampled_from(Kind),
    by=somebody,
    whom=somebody,
    order=st.lists(st.sampled_from([*PEOPLE, "nobody"]), max_size=7).map(tuple),
    listening=st.booleans(),
    behind=st.none() | st.integers(-1, 3),
)
# Mostly people who are there and do what one does: otherwise few meetings would come further than the lobby.
likely = st.builds(
    Draw,
    kind=st.sampled_from([Kind.BEGIN, Kind.NEXT, Kind.NEXT, Kind.TAKE, Kind.DONE, Kind.PASS, Kind.HAND, Kind.VANISH]),
    by=st.sampled_from([*PEOPLE, PLATFORM]),
    whom=st.sampled_from(PEOPLE),
    order=st.just(()),
    listening=st.just(False),
    behind=st.just(0),
)
middles = st.sampled_from([Phase.ROUND, Phase.TOPIC])


def full(middle: Phase = Phase.ROUND, phase: Phase = Phase.LOBBY, people: Iterable[str] = PEOPLE) -> State:
    """A meeting with everybody in it that Ben led as far as `phase`."""
    state = begin(middle)
    for who in people:
        state = apply(state, Event(Kind.ARRIVE, who), FACTS)
    while state.phase != phase:
        state = do(state, Kind.BEGIN if state.phase == Phase.LOBBY else Kind.NEXT, "ben")
    return state


def do(state: State, kind: Kind, by: str, whom: str = "", *, facts: Facts = FACTS, **more: Any) -> State:
    return apply(state, Event(kind, by, whom, **more), facts)


def run(state: State, draws: list[Draw], facts: Facts = FACTS) -> Iterable[State]:
    """Every state on the way; what does not fit changes nothing."""
    for draw in draws:
        before = to_json(state)
        try:
            state = apply(state, draw.on(state), facts)
        except LiveError:
            assert to_json(state) == before
        yield state


def promised(state: State) -> None:
    ids = [one.id for one in state.people]
    # Who may come in is asked by the service; the machine takes whoever comes as themselves.
    assert len(set(ids)) == len(ids) and set(ids) <= {*PEOPLE, "nobody"}
    if state.turn:
        holder = state.person(state.turn)
        assert holder is not None and holder.may_speak and state.phase in (Phase.ROUND, Phase.TOPIC)
        assert state.up == ""
    assert state.up == "" or state.is_here(state.up)
    assert len(set(state.hands)) == len(state.hands) and all(state.is_here(who) for who in state.hands)
    assert state.lead == "" or state.is_here(state.lead)
    assert state.steered <= state.version
    assert not set(ids) & set(state.removed)
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


def moved_on(state: State, facts: Facts) -> State:
    """The meeting, led to its end by whoever is there and may."""
    for _ in range(20):
        if state.is_closed:
            return state
        who = next((one.id for one in state.people if leads(state, one.id, facts)), "")
        if not who:
            who = next(one.id for one in state.people if may_volunteer(state, one.id, facts))
            state = apply(state, Event(Kind.LEAD, who), facts)
            continue
        kind = {Phase.LOBBY: Kind.BEGIN, Phase.CHECK_OUT: Kind.CLOSE}.get(state.phase, Kind.NEXT)
        state = apply(state, Event(kind, who, version=state.version), facts)
    raise AssertionError("it stood still")


@settings(max_examples=400, deadline=None)
@given(middles, st.lists(events | likely, max_size=60), st.booleans())
def test_any_order_of_events_keeps_every_promise(middle: Phase, draws: list[Draw], with_people: bool) -> None:
    start = full(middle) if with_people else begin(middle)
    seen = start
    for state in run(start, draws):
        promised(state)
        assert state.version - seen.version in (0, 1)
        if seen.is_closed:
            assert state == seen
        if any(one.here for one in state.people) and not state.is_closed:
            assert moved_on(state, FACTS).is_closed
        seen = state


@settings(max_examples=200, deadline=None)
@given(middles, st.lists(events | likely, max_size=40))
def test_where_nobody_keeps_the_room_any_more_somebody_can_offer(middle: Phase, draws: list[Draw]) -> None:
    """Even when the right to keep the room is lost in the middle of it."""
    *_, state = [full(middle), *run(full(middle), draws)]
    nobody = Facts()
    if any(one.here for one in state.people) and not state.is_closed:
        assert moved_on(state, nobody).is_closed


@settings(max_examples=200, deadline=None)
@given(middles, st.lists(events | likely, max_size=40))
def test_the_log_tells_the_same_story_again(middle: Phase, draws: list[Draw]) -> None:
    state, log = full(middle), []
    for draw in draws:
        event = draw.on(state)
        try:
            after = apply(state, event, FACTS)
        except LiveError:
            continue
        if after != state:
            log.append(event)
        state = after
    again = full(middle)
    for event in log:
        again = apply(again, event, FACTS)
    assert again == state


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([Kind.TAKE, Kind.PASS, Kind.DONE])), max_size=80))
def test_in_a_round_nobody_gets_a_second_turn_before_everybody_had_one(tries: list[tuple[str, Kind]]) -> None:
    state, taken = full(phase=Phase.ROUND), []
    for who, kind in tries:
        try:
            after = do(state, kind, who)
        except NotNow:
            continue
        if after.turn and after.turn != state.turn:
            taken.append(after.turn)
        state = after
    assert len(set(taken)) == len(taken)
    assert taken == [who for who in PEOPLE if who in taken]


def test_two_who_press_next_at_once_move_on_once() -> None:
    state = full(phase=Phase.OPENING)
    seen = state.version
    state = do(state, Kind.NEXT, "ben", version=seen)
    with pytest.raises(Stale):
        do(state, Kind.NEXT, "bo", version=seen)
    assert state.phase == Phase.GROUND_RULES
    # A hand that went up meanwhile makes no page old.
    seen = state.version
    state = do(state, Kind.HAND, "ana")
    assert do(state, Kind.NEXT, "bo", version=seen).phase == Phase.CHECK_IN


def test_a_version_that_was_never_there_is_no_version() -> None:
    state = full(phase=Phase.OPENING)
    for version in (-1, state.version + 1):
        with pytest.raises(Stale):
            do(state, Kind.NEXT, "ben", version=version)


def test_who_vanishes_lets_the_turn_go_and_is_next_when_they_come_back() -> None:
    state = do(full(phase=Phase.ROUND), Kind.TAKE, "ben")
    state = do(state, Kind.VANISH, PLATFORM, "ben")
    assert (state.turn, state.up, state.lead) == ("", "bo", "bo")
    state = do(state, Kind.ARRIVE, "ben")
    assert (state.up, state.lead) == ("ben", "bo")


def test_with_every_keeper_gone_the_first_who_offers_leads() -> None:
    state = full(phase=Phase.ROUND)
    with pytest.raises(NotNow):
        do(state, Kind.LEAD, "ana")
    for who in KEEPERS:
        state = do(state, Kind.VANISH, PLATFORM, who)
    assert state.lead == ""
    with pytest.raises(NotYours):
        do(state, Kind.NEXT, "ana")
    with pytest.raises(NotNow):
        do(state, Kind.LEAD, "ana", facts=Facts(FACTS.keepers, volunteers=False))
    state = do(state, Kind.LEAD, "ana")
    with pytest.raises(NotNow):
        do(state, Kind.LEAD, "cy")
    assert do(state, Kind.NEXT, "ana").phase == Phase.CHECK_OUT
    # Whoever keeps the room and comes back takes the lead when they want it, and not before.
    state = do(state, Kind.ARRIVE, "bo")
    assert state.lead == "ana" and do(state, Kind.LEAD, "bo").lead == "bo"
    # To lead is not to keep the room.
    with pytest.raises(NotYours):
        do(state, Kind.REMOVE, "ana", "cy")


def test_listening_is_never_asked_to_speak_but_may_raise_a_hand() -> None:
    state = do(full(phase=Phase.ROUND, people=("ben", "ana")), Kind.ARRIVE, "ana", listening=True)
    state = do(do(state, Kind.TAKE, "ben"), Kind.DONE, "ben")
    assert state.up == "" and state.not_heard == ()
    state = do(state, Kind.HAND, "ana")
    assert state.up == "ana" and do(state, Kind.TAKE, "ana").turn == "ana"


def test_passing_ahead_is_fine_and_who_passed_may_raise_a_hand_later() -> None:
    state = do(full(phase=Phase.ROUND, people=("ben", "ana", "cy")), Kind.PASS, "ana")
    state = do(do(state, Kind.TAKE, "ben"), Kind.DONE, "ben")
    assert state.up == "cy" and state.not_heard == ("ana", "cy")
    state = do(do(state, Kind.PASS, "cy"), Kind.HAND, "ana")
    assert state.up == "ana"


def test_who_leads_passes_on_only_whom_they_see() -> None:
    state = full(phase=Phase.ROUND)
    state = do(state, Kind.SKIP, "bo", "ben")
    assert state.up == "bo"
    with pytest.raises(NotNow):
        do(state, Kind.SKIP, "bo", "ben")
    with pytest.raises(NotYours):
        do(state, Kind.SKIP, "ana", "bo")


def test_another_order_is_the_order_of_the_round() -> None:
    state = do(full(phase=Phase.ROUND), Kind.ORDER, "ben", order=("eve", "ana", "nobody", "eve"))
    assert [one.id for one in state.people] == ["eve", "ana", "ben", "bo", "cy", "gus"] and state.up == "eve"


def test_a_muted_person_has_no_turn_and_a_removed_one_does_not_come_back() -> None:
    state = full(phase=Phase.ROUND)
    state = do(state, Kind.ORDER, "ben", order=("cy",))
    state = do(do(state, Kind.TAKE, "cy"), Kind.MUTE, "bo", "cy")
    assert (state.turn, state.up) == ("", "ben")
    assert do(state, Kind.UNMUTE, "bo", "cy").up == "cy"
    state = do(state, Kind.REMOVE, "ben", "cy")
    with pytest.raises(NotYours):
        do(state, Kind.ARRIVE, "cy")
    for kind in (Kind.MUTE, Kind.REMOVE):
        with pytest.raises(NotYours):
            do(state, kind, "ben", "bo")
        with pytest.raises(NotYours):
            do(state, kind, "ana", "eve")


def test_a_closed_meeting_is_over_for_good_and_names_nobody() -> None:
    state = do(full(phase=Phase.CHECK_OUT), Kind.CLOSE, "ben")
    assert state.is_closed and not state.people and not state.lead and "ana" not in json.dumps(to_json(state))
    for kind in Kind:
        with pytest.raises(Over):
            do(state, kind, "ben", "ana")


def test_going_back_leads_no_further_than_the_opening() -> None:
    state = full(phase=Phase.GROUND_RULES)
    state = do(state, Kind.BACK, "ben")
    with pytest.raises(NotNow):
        do(state, Kind.BACK, "ben")
    with pytest.raises(NotNow):
        do(full(phase=Phase.CHECK_OUT), Kind.NEXT, "ben")


@pytest.mark.parametrize("minutes", [15, 45, 60, 90, 240])
def test_the_parts_add_up_to_the_meeting(minutes: int) -> None:
    boxes = timeboxes(begin(Phase.TOPIC).agenda, minutes)
    assert sum(box.minutes for box in boxes) == minutes and min(box.minutes for box in boxes) >= 1
    assert [box.phase for box in boxes][3] == Phase.TOPIC and boxes[3].minutes * 2 > minutes


@pytest.mark.parametrize(("passed", "said"), [(-60, 0), (0, 0), (239, 0), (240, 5), (11 * 60, 10), (44 * 60, 45)])
def test_the_clock_is_gentle(passed: int, said: int) -> None:
    since = datetime(2026, 1, 31, 19, 30, tzinfo=UTC)
    assert into(since, since + timedelta(seconds=passed)) == said


def test_going_and_coming_in_again_neither_unmutes_nor_gives_a_second_turn() -> None:
    state = do(full(phase=Phase.ROUND), Kind.PASS, "cy")
    state = do(state, Kind.MUTE, "ben", "cy")
    state = do(do(state, Kind.LEAVE, "cy"), Kind.ARRIVE, "cy", listening=True)
    again = state.person("cy")
    assert again is not None and (again.muted, again.had, again.listening) == (True, True, True) and not state.left
    with pytest.raises(NotNow):
        do(state, Kind.HAND, "cy")
    # A new part gives everybody a turn again, and who went unmuted comes in unmuted.
    state = do(do(do(state, Kind.UNMUTE, "ben", "cy"), Kind.LEAVE, "cy"), Kind.NEXT, "ben")
    again = do(state, Kind.ARRIVE, "cy").person("cy")
    assert again is not None and not again.muted and not again.had


def test_who_goes_just_before_they_are_removed_does_not_come_back_either() -> None:
    state = do(do(full(phase=Phase.ROUND), Kind.LEAVE, "cy"), Kind.REMOVE, "ben", "cy")
    assert state.removed == ("cy",) and not state.left
    assert do(state, Kind.REMOVE, "ben", "cy") is state
    with pytest.raises(NotYours):
        do(state, Kind.ARRIVE, "cy")


def test_who_leads_in_the_place_of_a_keeper_closes_only_at_the_end() -> None:
    for phase in (Phase.LOBBY, Phase.ROUND, Phase.CHECK_OUT):
        state = full(phase=phase)
        for who in KEEPERS:
            state = do(state, Kind.VANISH, PLATFORM, who)
        state = do(state, Kind.LEAD, "ana")
        over = Facts(FACTS.keepers, over=True)
        if phase == Phase.CHECK_OUT:
            assert do(state, Kind.CLOSE, "ana").is_closed
        else:
            with pytest.raises(NotYours):
                do(state, Kind.CLOSE, "ana")
        assert do(state, Kind.CLOSE, "ana", facts=over).is_closed
        assert do(state, Kind.CLOSE, PLATFORM).is_closed
        assert do(do(state, Kind.ARRIVE, "ben"), Kind.CLOSE, "ben").is_closed
