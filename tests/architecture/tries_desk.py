"""For every permission of the desk: who may not, and what they try. Merged into tries.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import clock
from accounts.access import can
from moderation import services as moderation
from moderation.models import Case
from tests.factories.house import House

Try = tuple[str, Callable[[House, Any], Any]]
CLOSED = "closed account"


def asked(permission: str, what: Callable[[House], Any] = lambda h: None) -> Callable[[House, Any], Any]:
    return lambda h, actor: can(actor, permission, what(h))


def working(house: House, actor: Any, case: str) -> Any:
    found = house.cases[case]
    return moderation.note(actor=actor, case=found, version=found.version, words="a note")


def marking(house: House, actor: Any, case: str) -> Any:
    found = house.cases[case]
    return moderation.mark_reading(actor=actor, case=found, finding=found.evidence.get().finding, verdict="not_right")


def folding(house: House, actor: Any) -> Any:
    case = house.cases["crisis"]
    return moderation.answer_fold(actor=actor, fold=house.fold, version=now_of(case), stays=True)


def opening(house: House, actor: Any) -> Any:
    case = house.cases["crisis"]
    return moderation.ask_opening(
        actor=actor, case=case, version=now_of(case), scope="account", hours=1, reason="I want to know"
    )


def now_of(case: Any) -> int:
    return int(type(case).objects.get(pk=case.pk).version)


def deciding(house: House, actor: Any, case: str, measure: str) -> Any:
    found = house.cases[case]
    return moderation.decide(actor=actor, case=found, version=now_of(found), measure=measure, reason="I read it")


def seconding(house: House, actor: Any, key: str) -> Any:
    found = house.decisions[key]
    return moderation.second(actor=actor, decision=found, version=now_of(found.case), agrees=False)


def ending(house: House, actor: Any, case: str) -> Any:
    """Mo would end it: only somebody else of the team may agree."""
    found = house.cases[case]
    if found.ending_at is None and case == "crisis":
        mo = house.people["mo"]
        found = moderation.close(actor=mo, case=found, version=now_of(found), reason="talked")
    return moderation.second_ending(actor=actor, case=found, version=now_of(found), agrees=True)


def talking(house: House, actor: Any, case: str) -> Any:
    """Ben may work the case, and has not written to them."""
    found = house.cases[case]
    return moderation.need_not_ask(actor=actor, case=found, version=now_of(found))


def calling(house: House, actor: Any, case: str) -> Any:
    found = house.cases[case]
    return moderation.propose_call(
        actor=actor, case=found, version=now_of(found), asked="agrees", tried="We wrote.", reason="It is not enough."
    )


def looking_again(house: House, actor: Any, key: str) -> Any:
    found = house.decisions[key]
    return moderation.decide_appeal(
        actor=actor, appeal=found.appeal, version=now_of(found.case), overturned=False, reason="I read it"
    )


def closing(house: House, actor: Any) -> Any:
    case = house.cases["crisis"]
    return moderation.close(actor=actor, case=case, version=now_of(case), reason="talked")


def writing(house: House, actor: Any, *, waits: bool = True) -> Any:
    """To somebody with whom Mo is; whoever sees the case may while they wait for an answer."""
    case = house.cases["crisis"]
    if not waits:
        Case.objects.filter(pk=case.pk).update(waits_since=None)
    return moderation.reply(actor=actor, case=case, version=now_of(case), words="hello")


def offering(house: House, actor: Any, whom: str = "eve") -> Any:
    name = house.memberships[f"{whom}@open"]
    return moderation.offer_more_help(actor=actor, membership=name, services=[house.service.uid], words="hello")


def saying_died(house: House, actor: Any, whom: str) -> Any:
    return moderation.say_died(actor=actor, membership=house.memberships[f"{whom}@open"], known="I heard it")


DESK: dict[str, list[Try]] = {
    "moderation.work_desk": [("ana", asked("moderation.work_desk")), ("ada", asked("moderation.work_desk"))],
    "moderation.work_case": [
        ("ana", lambda h, a: working(h, a, "crisis")),
        ("ivy", lambda h, a: working(h, a, "crisis")),
        ("ada", lambda h, a: working(h, a, "crisis")),
        ("ben", lambda h, a: working(h, a, "keeper")),
        *((who, folding) for who in ("ana", "eve", "ivy", "ada")),
    ],
    "moderation.read_thread": [(who, lambda h, a: closing(h, a)) for who in ("ana", "ben", "ivy", "ada")],
    "moderation.write_to_them": [(who, writing) for who in ("ana", "ivy", "ada")]
    + [("ben", lambda h, a: writing(h, a, waits=False))],
    "moderation.offer_more_help": [(who, offering) for who in ("ana", "eve", "ivy", "mo", "ada")]
    + [("ben", offering), ("ben", lambda h, a: offering(h, a, "ben"))],
    "moderation.look_in": [
        (who, lambda h, a: moderation.look_in(actor=a, step_up=h.steps_up["eve"], words="How are you?"))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ]
    + [("ben", lambda h, a: moderation.look_in(actor=a, step_up=h.steps_up["ana"], words="How are you?"))],
    "moderation.answer_more_help": [
        (who, lambda h, a: moderation.choose_look_in(actor=a, step_up=h.steps_up["eve"], wanted=False))
        for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.say_died": [(who, lambda h, a: saying_died(h, a, "ana")) for who in ("eve", "ivy", "cy", "ada")]
    + [("ben", lambda h, a: saying_died(h, a, "ben")), ("ben", lambda h, a: saying_died(h, a, "eve"))],
    "moderation.second_died": [
        (who, lambda h, a: moderation.answer_died(actor=a, death=h.death, agrees=True))
        for who in ("ana", "ben", "eve", "ivy", "ada")
    ],
    "moderation.agree_died_alone": [
        (who, lambda h, a: moderation.agree_alone(actor=a, death=h.death)) for who in ("ana", "ben", "eve", "mo", "ada")
    ],
    "moderation.review_died": [
        (who, lambda h, a: moderation.review_died(actor=a, death=h.death, right=True))
        for who in ("ana", "ben", "eve", "mo", "ada")
    ],
    "moderation.take_back_died": [
        (who, lambda h, a: moderation.take_back_died(actor=a, death=h.death))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ],
    "moderation.look_into_died": [
        (who, lambda h, a: moderation.note_looked_into(actor=a, death=h.death)) for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.tell_group_died": [
        (who, lambda h, a: moderation.tell_group(actor=a, death=h.told_death, words="hello"))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ]
    + [("ben", lambda h, a: moderation.tell_group(actor=a, death=h.death, words="hello"))],
    "moderation.open_memorial": [
        (who, lambda h, a: moderation.open_memorial(actor=a, death=h.told_death, words="hello"))
        for who in ("ana", "ben", "eve", "ivy", "mo", "ada")
    ],
    "moderation.keep_memorial": [
        (who, lambda h, a: moderation.close_memorial(actor=a, memorial=h.memorial, closed=True))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ],
    "moderation.remember": [
        (who, lambda h, a: moderation.remember(actor=a, memorial=h.memorial, words="hello"))
        for who in ("cy", "ivy", "mo", "ada")
    ],
    "moderation.hide_remembered": [
        (who, lambda h, a: moderation.hide_remembered(actor=a, words=h.remembered, why="way"))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ],
    "moderation.take_remembered_back": [
        (who, lambda h, a: moderation.take_remembered_back(actor=a, words=h.remembered))
        for who in ("ben", "eve", "mo", "ada")
    ],
    "moderation.look_in_after": [
        (who, lambda h, a: moderation.note_looked_in(actor=a, look_in=h.told_death.look_ins.get()))
        for who in ("ana", "eve", "ivy", "mo", "ada")
    ],
    "moderation.say_alive": [(who, lambda h, a: moderation.say_alive(actor=a)) for who in ("ana", "ben", "mo")],
    "moderation.decide": [
        *((who, lambda h, a: deciding(h, a, "message", "no_action")) for who in ("ana", "eve", "ivy", "ada")),
        *(("mo", lambda h, a, key=key: deciding(h, a, key, "no_action")) for key in ("crisis", "help", "keeper")),
        ("ben", lambda h, a: deciding(h, a, "group", "no_action")),
        ("ben", lambda h, a: deciding(h, a, "message", "ban")),
    ],
    "moderation.second_decision": [
        (who, lambda h, a: seconding(h, a, "waiting")) for who in ("ana", "ben", "eve", "kim", "ivy", "ada")
    ]
    + [("mo", lambda h, a: seconding(h, a, "warned"))],
    # Of what a facilitator proposed nobody but a moderator makes anything happen.
    "moderation.carry_out_decision": [
        (who, lambda h, a: seconding(h, a, "waiting")) for who in ("ana", "ben", "eve", "kim", "ivy", "ada")
    ],
    "moderation.need_not_ask": [(who, lambda h, a: talking(h, a, "crisis")) for who in ("ana", "ben", "ivy", "ada")],
    "moderation.second_ending": [(who, lambda h, a: ending(h, a, "crisis")) for who in ("ana", "ivy", "ada", "mo")]
    + [("ben", lambda h, a: ending(h, a, "keeper"))],
    "moderation.call_outside": [(who, lambda h, a: calling(h, a, "crisis")) for who in ("ana", "ben", "ivy", "ada")]
    + [("mo", lambda h, a: calling(h, a, "message"))],
    "moderation.second_call": [
        (
            who,
            lambda h, a: moderation.second_call(
                actor=a, case=h.cases["crisis"], version=now_of(h.cases["crisis"]), agrees=True
            ),
        )
        for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.hear_unanswered": [(who, asked("moderation.hear_unanswered")) for who in ("ana", "ben", "mo")],
    "moderation.lift_sanction": [
        (
            who,
            lambda h, a: moderation.lift(
                actor=a, sanction=h.decisions["removed"].sanction, version=now_of(h.cases["removed"])
            ),
        )
        for who in ("ana", "dee", "ben", "ada")
    ],
    "moderation.decide_appeal": [
        (who, lambda h, a: looking_again(h, a, "removed")) for who in ("ana", "dee", "ben", "kim", "ada")
    ]
    + [("mo", lambda h, a: looking_again(h, a, "warned"))],
    "moderation.appeal": [
        (who, lambda h, a: moderation.appeal(actor=a, decision=h.decisions["removed"], words="mine"))
        for who in ("ana", "eve", "mo", "ben")
    ]
    + [("ana", lambda h, a: moderation.appeal(actor=a, decision=h.decisions["waiting"], words="mine"))],
    "moderation.mark_reading": [(who, lambda h, a: marking(h, a, "crisis")) for who in ("ana", "eve", "ivy", "ada")],
    "moderation.ask_opening": [(who, opening) for who in ("ana", "ben", "ivy", "ada")],
    # Mo asked for it, and nobody else agreed: not even she reads it.
    "moderation.second_opening": [
        (who, lambda h, a: moderation.second_opening(actor=a, grant=h.grant, agrees=True))
        for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.read_opened": [
        (who, lambda h, a: moderation.note_read(actor=a, grant=h.grant)) for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.review_opening": [
        (who, lambda h, a: moderation.review_opening(actor=a, grant=h.grant, right=True))
        for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.end_opening": [
        (who, lambda h, a: moderation.end_opening(actor=a, grant=h.grant)) for who in ("ana", "ben", "ada")
    ],
    # Nothing is kept from anybody: there is nothing to tell, for a moderator of the case neither.
    "moderation.tell_opening": [
        (who, lambda h, a: moderation.tell_after_all(actor=a, grant=h.grant)) for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.see_openings": [(who, asked("moderation.see_openings")) for who in ("ana", "ben", "ada")],
    "moderation.see_figures": [(who, asked("moderation.see_figures")) for who in ("ana", "ben", "mo")],
    "moderation.keep_watch": [
        (who, lambda h, a: moderation.start_shift(actor=a, shown_name="Me", until=clock.now()))
        for who in ("ana", "ben", "ada")
    ],
    "moderation.keep_word_rules": [
        *(
            (who, lambda h, a: moderation.make_word_rule(actor=a, kind="link", words="elsewhere.example", why="No."))
            for who in ("ana", "ben", "ada")
        ),
        *((who, lambda h, a: moderation.end_word_rule(actor=a, rule=h.word_rule)) for who in ("ana", "ben", "ada")),
    ],
    "moderation.change_rota": [
        (who, lambda h, a: moderation.stop_slot(actor=a, slot=h.slot)) for who in ("ana", "ben", "ada")
    ],
    # Mo asked nobody yet to be her buddy, and would like to talk with somebody else than herself.
    "moderation.be_buddy": [
        (who, lambda h, a: moderation.answer_buddy(actor=a, care=h.care, agrees=True))
        for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.have_time": [
        (who, lambda h, a: moderation.have_time(actor=a, care=h.care)) for who in ("ana", "ben", "mo", "ada")
    ],
    "moderation.need_help": [(CLOSED, lambda h, a: moderation.open_help_case(actor=a, words="please"))],
    "moderation.report": [
        (
            CLOSED,
            lambda h, a: moderation.report(actor=a, kind="group", uid=h.groups["open"].uid, reason="other", words="x"),
        )
    ],
    "moderation.answer_case": [
        (who, lambda h, a: moderation.author_reply(actor=a, case=h.cases["crisis"], words="I am Ana"))
        for who in ("cy", "ben", "mo")
    ]
    + [
        ("cy", lambda h, a: moderation.choose(actor=a, case=h.cases["crisis"], choice="misread")),
        ("cy", lambda h, a: moderation.decline_thread(actor=a, case=h.cases["crisis"])),
        ("cy", lambda h, a: moderation.note_panel_shown(actor=a, case=h.cases["crisis"])),
        ("mo", lambda h, a: moderation.note_panel_shown(actor=a, case=h.cases["crisis"])),
    ],
}
