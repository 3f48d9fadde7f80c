"""How the team stays with somebody, for the page of a case: who does, what is to be asked when, who has to agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import clock
from accounts.access import can
from moderation import services
from moderation.models import Case, CheckBack, OutsideHelp
from moderation.statements import opened
from moderation.wording import WORDINGS, Wording


@dataclass(frozen=True)
class Call:
    """One proposal to call emergency services, with its reasons."""

    row: OutsideHelp
    tried: str
    reason: str


@dataclass(frozen=True)
class Staying:
    """`companion` is the name of who stays with them; `is_new` where they know this person not yet."""

    companion: str
    is_companion: bool
    is_new: bool
    check_backs: list[CheckBack]
    due: CheckBack | None
    may_say_talking: bool
    may_write: bool
    # All that is written there: who does not read it ends nothing, and takes over nothing.
    may_read: bool
    wordings: list[Wording]
    needs_second: bool
    may_second: bool
    # Emergency services: the written policy, the calls that were proposed, and where the person said they are.
    policy: str
    may_call: bool
    may_agree: bool
    calls: list[Call]
    place: str


def staying(case: Case, actor: Any) -> Staying:
    """What is so of `case` for `actor`, who may open it."""
    rows = list(case.check_backs.select_related("owner"))
    due = next((row for row in rows if row.done_at is None and row.due_at <= clock.now()), None)
    written = case.replies.filter(from_team=True)
    # Moderators alone: in a group nobody learns where somebody is.
    calls = list(case.outside_help.select_related("case")) if actor.is_moderator else []
    waiting = next((row for row in calls if row.state == OutsideHelp.State.WAITING), None)
    return Staying(
        companion=services.team_name(case.companion, case) if case.companion is not None else "",
        is_companion=case.companion_id == actor.pk,
        is_new=written.exists() and not written.filter(author=actor).exists(),
        check_backs=rows,
        due=due,
        may_say_talking=due is not None and can(actor, "moderation.need_not_ask", case),
        may_write=can(actor, "moderation.write_to_them", case),
        may_read=can(actor, "moderation.read_thread", case),
        wordings=list(WORDINGS.values()),
        needs_second=services.needs_second(case),
        may_second=can(actor, "moderation.second_ending", case),
        policy=services.policy(),
        may_call=waiting is None and can(actor, "moderation.call_outside", case),
        may_agree=can(actor, "moderation.second_call", waiting),
        calls=[Call(row, opened(row, "tried", actor), opened(row, "reason", actor)) for row in calls],
        place=opened(case, "place", actor) if actor.is_moderator and case.place_at is not None else "",
    )


def was_last_asked(case: Case) -> bool:
    """Whether the team has asked for the last time by itself."""
    return case.check_backs.filter(place=CheckBack.Place.LAST, outcome=CheckBack.Outcome.SENT).exists()
