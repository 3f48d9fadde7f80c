"""How one state follows from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from meetings.live.state import PLATFORM, TURNS, Event, Facts, Kind, Person, Phase, State

# What is kept elsewhere: the state stays, and pages are told that there is something new to see.
TOLD = frozenset({Kind.SAY_HOW, Kind.NEWS})
# What steers: refused when somebody else steered since the page was drawn.
STEERING = frozenset({Kind.BEGIN, Kind.NEXT, Kind.BACK, Kind.ORDER, Kind.HAND_OVER, Kind.CLOSE})


class LiveError(Exception):
    """The event does not fit, and nothing was changed."""


class NotYours(LiveError):
    """It is for somebody else to do."""


class NotNow(LiveError):
    """It does not fit what is going on."""


class Stale(LiveError):
    """Somebody steered since."""


class Over(LiveError):
    """The meeting is closed."""


def leads(state: State, who: str, facts: Facts) -> bool:
    """May `who` steer: by leading this meeting, or by keeping the room."""
    return state.is_here(who) and (who == state.lead or who in facts.keepers)


def may_volunteer(state: State, who: str, facts: Facts) -> bool:
    """May `who` take the lead now? Who keeps the room always; anybody else while no such person is here."""
    if state.is_closed or not state.is_here(who) or who == state.lead:
        return False
    if who in facts.keepers:
        return True
    if not facts.volunteers or state.is_here(state.lead):
        return False
    return not any(one.here and one.id in facts.keepers for one in state.people)


def may_close(state: State, who: str, facts: Facts) -> bool:
    """Who keeps the room at any time; who leads in their place at the end of it, or when its time is over."""
    return leads(state, who, facts) and (who in facts.keepers or state.phase == Phase.CHECK_OUT or facts.over)


def apply(state: State, event: Event, facts: Facts) -> State:
    """The state after `event`; the same one where it changes nothing. Raises a LiveError where it does not fit."""
    if state.is_closed:
        raise Over
    own = event.kind in (Kind.ARRIVE, Kind.LEAVE)
    if event.by != PLATFORM and not own and not state.is_here(event.by):
        raise NotYours
    if event.kind in STEERING:
        if event.by != PLATFORM and not leads(state, event.by, facts):
            raise NotYours
        if event.version is not None and not state.steered <= event.version <= state.version:
            raise Stale
    after = _DO[event.kind](state, event, facts)
    if after == state and event.kind not in TOLD:
        return state
    version = state.version + 1
    return replace(after, version=version, steered=version if event.kind in STEERING else state.steered)


def _put(state: State, who: str, **changed: Any) -> State:
    """The state with one person changed; NotNow where there is no such person."""
    if state.person(who) is None:
        raise NotNow
    return replace(state, people=tuple(replace(p, **changed) if p.id == who else p for p in state.people))


def _let_go(state: State, who: str) -> State:
    """Neither the turn nor a raised hand is theirs any more."""
    turn = "" if state.turn == who else state.turn
    return replace(state, turn=turn, hands=tuple(one for one in state.hands if one != who))


def _lead_goes(state: State, who: str, facts: Facts) -> State:
    """Whoever led is gone: the next who keeps the room leads, or nobody until somebody offers to."""
    if state.lead != who:
        return state
    return replace(state, lead=next((p.id for p in state.people if p.here and p.id in facts.keepers), ""))


def _arrive(state: State, event: Event, facts: Facts) -> State:
    who = event.whom or event.by
    if not who or (event.by != PLATFORM and event.by != who) or who in state.removed:
        raise NotYours
    if state.person(who) is None:
        if event.by == PLATFORM:
            raise NotNow
        before = next((one for one in state.left if one.id == who), Person(who))
        after = replace(
            state,
            people=(*state.people, replace(before, here=True, listening=event.listening)),
            left=tuple(one for one in state.left if one.id != who),
        )
    elif event.by == PLATFORM:
        after = _put(state, who, here=True)
    else:
        after = _put(state, who, here=True, listening=event.listening)
    return replace(after, lead=who) if not state.is_here(state.lead) and who in facts.keepers else after


def _vanish(state: State, event: Event, facts: Facts) -> State:
    if event.by != PLATFORM:
        raise NotYours
    after = _let_go(_put(state, event.whom, here=False), event.whom)
    return _lead_goes(after, event.whom, facts)


def _leave(state: State, event: Event, facts: Facts) -> State:
    who = event.whom or event.by
    if event.by not in (PLATFORM, who):
        raise NotYours
    gone = _gone(state, who, facts)
    # Who is out of the group altogether leaves nothing behind.
    return _without(gone, who) if event.by == PLATFORM else gone


def _without(state: State, who: str) -> State:
    return replace(state, left=tuple(one for one in state.left if one.id != who))


def _gone(state: State, who: str, facts: Facts) -> State:
    found = state.person(who)
    if found is None:
        return state
    people = tuple(p for p in state.people if p.id != who)
    after = replace(_let_go(state, who), people=people, left=(*state.left, found))
    return _lead_goes(after, who, facts)


def _about_another(state: State, event: Event, facts: Facts) -> None:
    """What only who keeps the room may do, and to nobody who keeps it too."""
    if event.by not in facts.keepers or event.whom in facts.keepers:
        raise NotYours


def _remove(state: State, event: Event, facts: Facts) -> State:
    _about_another(state, event, facts)
    if not event.whom or event.whom in state.removed:
        return state
    # Also who went a moment before: they would come in again.
    gone = _without(_gone(state, event.whom, facts), event.whom)
    return replace(gone, removed=(*state.removed, event.whom))


def _mute(state: State, event: Event, facts: Facts) -> State:
    _about_another(state, event, facts)
    return _let_go(_put(state, event.whom, muted=True), event.whom)


def _unmute(state: State, event: Event, facts: Facts) -> State:
    _about_another(state, event, facts)
    return _put(state, event.whom, muted=False)


def _agree(state: State, event: Event, facts: Facts) -> State:
    return _put(state, event.by, agreed=True)


def _say_how(state: State, event: Event, facts: Facts) -> State:
    """What they said is kept elsewhere; here only that there is something new to see."""
    if state.phase not in (Phase.CHECK_IN, Phase.CHECK_OUT):
        raise NotNow
    return state


def _news(state: State, event: Event, facts: Facts) -> State:
    if event.by != PLATFORM:
        raise NotYours
    return state


def _begin(state: State, event: Event, facts: Facts) -> State:
    if state.phase != Phase.LOBBY:
        raise NotNow
    return replace(state, phase=state.next_phase, lead=state.lead or event.by)


def _next(state: State, event: Event, facts: Facts) -> State:
    if state.phase == Phase.LOBBY or state.next_phase == Phase.CLOSED:
        raise NotNow
    return _go(state, state.next_phase)


def _back(state: State, event: Event, facts: Facts) -> State:
    if state.phase in (Phase.LOBBY, Phase.OPENING):
        raise NotNow
    before = state.agenda[state.agenda.index(state.phase) - 1]
    return replace(_go(state, before), people=state.people, left=state.left)


def _go(state: State, phase: Phase) -> State:
    """Into another part: nobody has the turn there yet, and a round begins anew."""
    people, left = (tuple(replace(p, had=False) for p in some) for some in (state.people, state.left))
    return replace(state, phase=phase, turn="", hands=(), people=people, left=left)


def _order(state: State, event: Event, facts: Facts) -> State:
    known = {one.id: one for one in state.people}
    first = [who for who in dict.fromkeys(event.order) if who in known]
    rest = [one.id for one in state.people if one.id not in first]
    return replace(state, people=tuple(known[who] for who in (*first, *rest)))


def _take(state: State, event: Event, facts: Facts) -> State:
    if state.turn == event.by:
        return state
    if state.up != event.by:
        raise NotNow
    return replace(_let_go(state, event.by), turn=event.by)


def _pass(state: State, event: Event, facts: Facts) -> State:
    if state.phase not in TURNS:
        raise NotNow
    return _let_go(_put(state, event.by, had=True), event.by)


def _done(state: State, event: Event, facts: Facts) -> State:
    if state.turn != event.by:
        raise NotNow
    return _let_go(_put(state, event.by, had=True, heard=True), event.by)


def _skip(state: State, event: Event, facts: Facts) -> State:
    """On to the next. Whoever was passed over can still raise a hand."""
    if not leads(state, event.by, facts):
        raise NotYours
    if not event.whom or event.whom != (state.turn or state.up):
        raise NotNow
    return _let_go(_put(state, event.whom, had=True), event.whom)


def _hand(state: State, event: Event, facts: Facts) -> State:
    found = state.person(event.by)
    if found is None or found.muted or state.turn == event.by:
        raise NotNow
    return state if event.by in state.hands else replace(state, hands=(*state.hands, event.by))


def _lower(state: State, event: Event, facts: Facts) -> State:
    return replace(state, hands=tuple(one for one in state.hands if one != event.by))


def _take_lead(state: State, event: Event, facts: Facts) -> State:
    if state.lead == event.by:
        return state
    if not may_volunteer(state, event.by, facts):
        raise NotNow
    return replace(state, lead=event.by)


def _hand_over(state: State, event: Event, facts: Facts) -> State:
    if not state.is_here(event.whom):
        raise NotNow
    return replace(state, lead=event.whom)


def _close(state: State, event: Event, facts: Facts) -> State:
    if event.by != PLATFORM and not may_close(state, event.by, facts):
        raise NotYours
    return State(agenda=state.agenda, phase=Phase.CLOSED, version=state.version)


_DO: Mapping[Kind, Callable[[State, Event, Facts], State]] = {
    Kind.ARRIVE: _arrive,
    Kind.VANISH: _vanish,
    Kind.LEAVE: _leave,
    Kind.REMOVE: _remove,
    Kind.MUTE: _mute,
    Kind.UNMUTE: _unmute,
    Kind.AGREE: _agree,
    Kind.SAY_HOW: _say_how,
    Kind.NEWS: _news,
    Kind.BEGIN: _begin,
    Kind.NEXT: _next,
    Kind.BACK: _back,
    Kind.ORDER: _order,
    Kind.TAKE: _take,
    Kind.PASS: _pass,
    Kind.DONE: _done,
    Kind.SKIP: _skip,
    Kind.HAND: _hand,
    Kind.LOWER: _lower,
    Kind.LEAD: _take_lead,
    Kind.HAND_OVER: _hand_over,
    Kind.CLOSE: _close,
}
