"""What the team and those who keep a room have on their desk in the house of the tests, and what was decided."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

from django.db import transaction

import clock
from accounts import services as accounts
from accounts.models import User
from chat.models import HeldMessage
from moderation import services as moderation
from moderation.detection import VERSION
from moderation.models import Case, Death, Decision, LookIn, Sanction
from tests.factories.chat import voice_of
from tests.factories.house_meetings import EVERYBODY
from tests.factories.moderation import make_shift


def desk(house: Any) -> None:
    people = house.people
    mine = Case.objects.filter(subject_account=people["ana"])
    house.cases["crisis"] = mine.get(group_uid=house.groups["open"].uid)
    house.cases["private"] = mine.get(group_uid=house.groups["private"].uid)
    words = house.mark("moderation.CaseEvidence.copy", "mo", owner="mo")
    house.cases["help"] = moderation.open_help_case(actor=people["cy"], words=words)
    accounts.begin_raid_mode(actor=people["mo"])
    accounts.end_raid_mode(actor=people["mo"])
    make_shift(people["mo"], name=house.mark("moderation.OnCallShift.shown_name", EVERYBODY, owner="ana"))
    name = house.mark("moderation.RotaSlot.shown_name", "mo ada", owner="mo")
    hours = {"begins": time(20), "until": time(23)}
    house.slot = moderation.add_slot(actor=people["mo"], shown_name=name, weekday=1, zone="Europe/Berlin", **hours)
    rule = {name: house.mark(f"moderation.WordRule.{name}", "mo ada", owner="mo") for name in ("words", "why")}
    house.word_rule = moderation.make_word_rule(actor=people["mo"], kind="words", **rule)
    _hold(house)
    house.care = moderation.ask_to_talk(actor=people["mo"])
    # Who told us, what about, and who of the keepers may read it at the desk.
    told = {
        "message": ("ben", "message", house.messages["reported"].uid, "unkind", "mo ben"),
        "group": ("cy", "group", house.groups["open"].uid, "other", "mo"),
        "keeper": ("ana", "membership", house.memberships["ben@open"].uid, "worry", "mo"),
    }
    for key, (who, kind, uid, reason, readers) in told.items():
        words = house.mark("moderation.Report.words", readers, owner="mo")
        report = moderation.report(actor=people[who], kind=kind, uid=uid, reason=reason, words=words)
        house.cases[key] = report.case
        if key == "message":
            house.report = report
    # What a moderator notes, and what she and Ana write to each other, is nothing for who keeps the group.
    case = house.cases["crisis"]
    note = house.mark("moderation.CaseEvent.note", "mo", owner="mo")
    moderation.note(actor=people["mo"], case=case, version=_now(case), words=note)
    for text in ("team", "author"):
        words = house.mark("moderation.CaseReply.text", "ana mo", owner="ana")
        if text == "team":
            moderation.reply(actor=people["mo"], case=case, version=_now(case), words=words)
        else:
            moderation.author_reply(actor=people["ana"], case=case, words=words)
    place = house.mark("moderation.Case.place", "mo", owner="mo")
    moderation.give_place(actor=people["ana"], case=case, words=place)
    tried, why = (house.mark(f"moderation.OutsideHelp.{one}", "mo", owner="mo") for one in ("tried", "reason"))
    moderation.propose_call(
        actor=people["mo"], case=case, version=_now(case), asked="no_answer", tried=tried, reason=why
    )
    _more_than_a_group_can_hold(house)
    # Of Eve it is said, and waits for a second person.
    known = house.mark("moderation.Death.known", "ben mo", owner="mo")
    house.death = moderation.say_died(actor=people["ben"], membership=house.memberships["eve@open"], known=known)
    _decide(house)
    # Of Dee, who had left, the group was told.
    words = house.mark("moderation.Farewell.words", "ana eve ben hal", owner="ana")
    house.told_death = Death.objects.create(
        membership=house.memberships["dee@open"], state="agreed", said_by=people["ben"], second_at=clock.now()
    )
    moderation.tell_group(actor=people["ben"], death=house.told_death, words=words)
    words = house.mark("moderation.Memorial.words", "ana eve ben hal", owner="ana")
    house.memorial = moderation.open_memorial(actor=people["ben"], death=house.told_death, words=words)
    words = house.mark("moderation.MemorialWords.words", "ana ben hal", owner="ana")
    house.remembered = moderation.remember(actor=people["ana"], memorial=house.memorial, words=words)
    LookIn.objects.create(
        death=house.told_death, membership=house.memberships["ana@open"], place=1, due_at=clock.now(),
        owner=house.memberships["ben@open"],
    )  # fmt: skip
    reading = house.cases["crisis"].evidence.get().finding
    moderation.mark_reading(actor=people["mo"], case=house.cases["crisis"], finding=reading, verdict="right")
    spans = {"body": [[0, 1]]}
    # Looked at already, so that what is tried on the case meets nothing that waits.
    crisis = house.cases["crisis"]
    with transaction.atomic():
        house.fold = moderation.note_fold(
            case=crisis, finding=reading, kind="message", row_uid=crisis.content_uid, spans=spans
        )
    moderation.answer_fold(actor=people["mo"], fold=house.fold, version=_now(crisis), stays=False)
    why, unsafe = (house.mark(f"moderation.Grant.{one}", "mo", owner="mo") for one in ("reason", "untold_reason"))
    house.grant = moderation.ask_opening(
        actor=people["mo"], case=crisis, version=_now(crisis), scope="thread", hours=1, reason=why, untold=unsafe
    )
    for kept in house.cases.values():
        kept.refresh_from_db()


def _more_than_a_group_can_hold(house: Any) -> None:
    """Ben offered something to Ana and asked how she is; and to Eve, on whom it is time to look in."""
    for who in ("ana", "eve"):
        words = house.mark("moderation.StepUp.words", f"{who} ben", owner="ana" if who == "ana" else "ben")
        row = moderation.offer_more_help(
            actor=house.people["ben"], membership=house.memberships[f"{who}@open"], services=[house.service.uid],
            words=words,
        )  # fmt: skip
        row.sent_at, row.look_in_at = (at - timedelta(days=8) for at in (row.sent_at, row.look_in_at))
        row.save(update_fields=["sent_at", "look_in_at"])
        if who == "ana":
            words = house.mark("moderation.StepUp.look_in", "ana ben", owner="ana")
            moderation.look_in(actor=house.people["ben"], step_up=row, words=words)
        house.steps_up[who] = row


def _decide(house: Any) -> None:
    """Kim, who was of the team then, warned Dee and removed her; something about Ana waits for a second person."""
    people, its = house.people, "mo ben"
    team = User.objects.filter(pk=people["kim"].pk)
    team.update(is_moderator=True)
    people["kim"].refresh_from_db()
    for key, who in (("removed", "dee"), ("waiting", "ana")):
        name = house.memberships[f"{who}@open"]
        told = moderation.report(actor=people["eve"], kind="membership", uid=name.uid, reason="unkind")
        house.cases[key] = told.case

    def decided(key: str, case: str, **more: Any) -> None:
        row = house.cases[case]
        # Of what waits for a second person nobody but the desk knows.
        readers, owner = (its, "mo") if case == "waiting" else (f"dee {its}", "dee")
        words = {one: house.mark(f"moderation.Decision.{one}", readers, owner=owner) for one in ("rule", "words")}
        house.decisions[key] = moderation.decide(
            actor=people["kim"], case=row, version=_now(row), quoted=row.label, **words,
            reason=house.mark("moderation.Decision.reason", "mo", owner="mo"), **more,
        )  # fmt: skip

    decided("warned", "removed", measure="warn", ends_case=False)
    for key in ("warned", "removed"):
        if key == "removed":
            decided("removed", "removed", measure="leave_group", no_end="safety")
        words = house.mark("moderation.Appeal.words", "dee mo", owner="dee")
        appeal = moderation.appeal(actor=people["dee"], decision=house.decisions[key], words=words)
        if key == "warned":
            moderation.decide_appeal(
                actor=people["mo"], appeal=appeal, version=_now(house.cases["removed"]), overturned=False,
                answer=house.mark("moderation.Appeal.answer", "dee mo", owner="dee"),
                reason=house.mark("moderation.Appeal.reason", "mo", owner="mo"),
            )  # fmt: skip
    decided("waiting", "waiting", measure="warn")
    sanction = Sanction.objects.get()
    # What is kept to be put back is shown to nobody.
    sanction.kept = house.mark("moderation.Sanction.kept")
    sanction.save()
    team.update(is_moderator=False)
    people["kim"].refresh_from_db()
    for key, row in house.decisions.items():
        house.decisions[key] = Decision.objects.select_related("case").get(pk=row.pk)


def _now(case: Case) -> int:
    return int(Case.objects.get(pk=case.pk).version)


def _hold(house: Any) -> None:
    """Words of Ana that wait until somebody has looked: since before the team was with her, when no rule holds."""
    marks = {
        name: house.mark(f"chat.HeldMessage.{name}", "ana ben mo", owner="ana")
        for name in ("body", "content_note", "why")
    }
    voice = voice_of(house.people["ana"], house.groups["open"])
    read = {"read_level": "none", "read_at": clock.now(), "read_version": VERSION}
    house.held = HeldMessage.objects.create(room=voice.room, author=voice, client_uid=uuid.uuid4(), **marks, **read)
