"""The pages of deciding and of being decided about: whatever goes wrong, the words stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import clock
from chat.models import Message
from moderation import services
from moderation.models import Appeal, Case, Decision, Measure, Sanction
from realtime.topics import topics
from tests.factories.accounts import make_account
from tests.factories.chat import room_of, say
from tests.factories.groups import join
from tests.factories.moderation import make_crisis
from tests.moderation.acts import fresh
from tests.moderation.deciding import SAID, decide

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def form(case: Case, **changed: Any) -> dict[str, Any]:
    usual = {
        "version": fresh(case).version, "measure": "hide",
        "rule": "Speak from your own life. Advice only when someone asks.",
        "quoted": "Fern most of all", "reason": "It was meant to hurt.", "ends_case": "on",
    }  # fmt: skip
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def test_the_form_begins_with_the_words_and_the_rules_of_the_group(client_of: Any, mo: Any, case: Case) -> None:
    page = client_of(mo).get(f"/desk/{case.uid}/decide/").content.decode()
    assert SAID in page and "What is said here stays here." in page and "Ban the account" in page
    assert "That hurt." not in page and "distress" not in page


def test_a_facilitator_is_offered_what_is_theirs(client_of: Any, ben: Any, case: Case) -> None:
    page = client_of(ben).get(f"/desk/{case.uid}/decide/").content.decode()
    for offered in ("Hide it", "Warn the person", "Mute the person", "No action"):
        assert offered in page
    for not_theirs in ("Ban the account", "Suspend", "Remove", "Limit the account", "content note"):
        assert not_theirs not in page
    answer = client_of(ben).post(f"/desk/{case.uid}/decide/", form(case, measure="ban", lasts="none", no_end="safety"))
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_about_the_texts_of_a_group_only_no_action_is_there(client_of: Any, cy: Any, mo: Any, group: Any) -> None:
    case = services.report(actor=cy, kind="group", uid=group.uid, reason="other", words="Odd.").case
    page = client_of(mo).get(f"/desk/{case.uid}/decide/").content.decode()
    assert "No action" in page and "Hide it" not in page and 'name="quoted"' not in page
    answer = client_of(mo).post(
        f"/desk/{case.uid}/decide/", {"version": case.version, "measure": "no_action", "reason": "x"}
    )
    assert answer.status_code == 302 and Decision.objects.get().measure == "no_action"


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"measure": None}, "Please choose."),
        ({"rule": None}, "choose the rule"),
        ({"quoted": " "}, "quote the words"),
        ({"reason": ""}, "Please write a few words"),
        ({"measure": "mute"}, "say how long"),
        ({"measure": "ban", "lasts": "none"}, "say why without an end"),
        ({"measure": "note"}, "choose the note"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    changed: Any, asked: str, client_of: Any, mo: Any, case: Case
) -> None:
    answer = client_of(mo).post(f"/desk/{case.uid}/decide/", form(case, words="Dear you, kept words.", **changed))
    page = answer.content.decode()
    assert answer.status_code == 422 and asked in page and "Dear you, kept words." in page
    assert not Decision.objects.exists()


def test_over_an_older_page_the_words_come_back_with_what_happened_since(client_of: Any, mo: Any, case: Case) -> None:
    data = form(case, words="Dear you, kept words.")
    other = make_account("vi", is_moderator=True)
    services.note(actor=other, case=case, version=case.version, words="Wait a moment.")
    answer = client_of(mo).post(f"/desk/{case.uid}/decide/", data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Dear you, kept words." in page and "Added a note." in page
    assert f'name="version" value="{fresh(case).version}"' in page and not Decision.objects.exists()


def test_words_that_nobody_wrote_are_no_quotation(client_of: Any, mo: Any, case: Case) -> None:
    answer = client_of(mo).post(f"/desk/{case.uid}/decide/", form(case, quoted="I hate everybody"))
    assert answer.status_code == 409 and "not in what was reported" in answer.content.decode()
    assert Message.objects.get().hidden_at is None


@pytest.mark.parametrize(("lasts", "hours"), [("hour", 1), ("week", 7 * 24)])
def test_how_long_is_what_was_chosen(lasts: str, hours: int, client_of: Any, mo: Any, case: Case) -> None:
    assert client_of(mo).post(f"/desk/{case.uid}/decide/", form(case, measure="mute", lasts=lasts)).status_code == 302
    ends = Sanction.objects.get().ends_at
    assert ends is not None and abs(ends - clock.now() - timedelta(hours=hours)) < timedelta(minutes=1)


@pytest.mark.parametrize("act", ["second", "lift", "again"])
@pytest.mark.parametrize("who", ["ana", "fern", "cy", "ada", "decider"])
def test_the_buttons_of_others_are_not_there(
    act: str, who: str, request: Any, client_of: Any, ana: Any, ben: Any, mo: Any, vi: Any, group: Any, case: Case
) -> None:
    if act == "second":
        make_crisis(ana, group)
    decision = decide(vi, case, Measure.BAN if act == "lift" else Measure.HIDE)
    if act == "again":
        services.appeal(actor=ana, decision=decision, words="Please.")
    # Who decided may lift it, and not second it or look again; for lifting it is the facilitator who may not.
    actor = request.getfixturevalue(who) if who != "decider" else ben if act == "lift" else vi
    data = {"version": fresh(case).version, "answer": "yes", "outcome": "overturned", "reason": "x", "words": "x"}
    named = {f"{act}-{decision.uid}-{name}": value for name, value in data.items()}
    path = f"/desk/{case.uid}/decisions/{decision.uid}/{act}/"
    client = client_of(actor)
    actor.refresh_from_db()
    assert client.post(path, named).status_code == (403 if actor.suspended_until else 404)
    assert path not in client.get(f"/desk/{case.uid}/").content.decode()
    decision.refresh_from_db()
    assert decision.second_at is None
    assert not Sanction.objects.exclude(lifted_at=None).exists()
    assert not Appeal.objects.exclude(state="waiting").exists()
    able = mo
    assert path in client_of(able).get(f"/desk/{case.uid}/").content.decode()
    assert client_of(able).post(path, named).status_code == 302


def test_a_facilitator_reads_their_own_reasons_and_none_of_the_moderators(
    client_of: Any, ben: Any, mo: Any, case: Case
) -> None:
    decide(mo, case, Measure.WARN, reason="Thoughts of Mo.", ends_case=False)
    decide(ben, case, Measure.HIDE, reason="Thoughts of Ben.")
    page = client_of(ben).get(f"/desk/{case.uid}/").content.decode()
    assert "Thoughts of Ben." in page and "Thoughts of Mo." not in page


def test_home_tells_of_a_decision_until_it_was_read(client_of: Any, ana: Any, mo: Any, case: Case) -> None:
    client = client_of(ana)
    assert "The team decided something." not in client.get("/home/").content.decode()
    decide(mo, case)
    assert "The team decided something." in client.get("/home/").content.decode()
    client.get(f"/conversations/{case.uid}/", headers={"X-Live": "all"})
    assert "The team decided something." in client.get("/home/").content.decode()
    client.get(f"/conversations/{case.uid}/")
    assert "The team decided something." not in client.get("/home/").content.decode()
    assert "They opened the statement" in client_of(mo).get(f"/desk/{case.uid}/").content.decode()


def test_home_of_who_may_answer_an_appeal_says_that_somebody_waits(
    client_of: Any, ana: Any, mo: Any, vi: Any, case: Case
) -> None:
    services.appeal(actor=ana, decision=decide(mo, case), words="Please.")
    assert "Somebody waits" in client_of(vi).get("/home/").content.decode()
    assert "Nobody waits." in client_of(mo).get("/home/").content.decode()


def test_where_nobody_else_is_in_the_team_the_page_promises_nothing(
    client_of: Any, ana: Any, mo: Any, case: Case
) -> None:
    path = f"/conversations/{case.uid}/again/{decide(mo, case).uid}/"
    assert "nobody else in the team" in client_of(ana).get(path).content.decode()
    make_account("vi", is_moderator=True)
    assert "nobody else in the team" not in client_of(ana).get(path).content.decode()


def test_an_empty_appeal_is_asked_for_words(client_of: Any, ana: Any, mo: Any, case: Case) -> None:
    path = f"/conversations/{case.uid}/again/{decide(mo, case).uid}/"
    assert client_of(ana).post(path, {"words": "  "}).status_code == 422
    assert not Appeal.objects.exists()


def test_somebody_suspended_is_told_until_when_and_led_there_from_everywhere(
    client_of: Any, ana: Any, mo: Any, group: Any, case: Case
) -> None:
    decide(mo, case, Measure.SUSPEND)
    client = client_of(ana)
    for path in ("/home/", "/groups/", f"/rooms/{room_of(group).uid}/", f"/groups/{group.slug}/", "/desk/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/conversations/")
    page = client.get("/conversations/").content.decode()
    assert "closed to you for now" in page and "by itself" in page and f"/conversations/{case.uid}/" in page


def test_open_rooms_are_told_at_once_and_the_others_get_no_words(
    ana: Any, fern: Any, mo: Any, group: Any, case: Case
) -> None:
    topic, key = topics.get("room"), str(room_of(group).uid)
    before = Message.objects.get().changed_seq
    decide(mo, case, Measure.REMOVE)
    for who in (ana, fern):
        access = topic.authorise(who, key)
        assert access is not None
        (item,) = topic.catch_up(access, before).items
        assert (item["state"], item["body"], item["note"]) == ("hidden", "", "")
    (event,) = topic.changes(key, before)
    assert SAID not in str(event)


def test_an_answer_to_a_hidden_message_quotes_nothing_of_it(
    client_of: Any, fern: Any, mo: Any, group: Any, case: Case
) -> None:
    say(fern, group, "What do you mean?", reply_to=Message.objects.get().uid)
    decide(mo, case)
    somebody = join(group, make_account("somebody"), name="Tin Whistle").account
    page = client_of(somebody).get(f"/rooms/{room_of(group).uid}/").content.decode()
    assert "hopeless" not in page and "What do you mean?" in page and "An answer to an earlier message" in page


def test_a_case_that_was_closed_meanwhile_keeps_the_words_of_the_decision(
    client_of: Any, mo: Any, vi: Any, case: Case
) -> None:
    data = form(case, words="Dear you, kept words.")
    services.close(actor=vi, case=case, version=fresh(case).version, reason="talked")
    answer = client_of(mo).post(f"/desk/{case.uid}/decide/", data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Dear you, kept words." in page and "It was meant to hurt." in page
    assert not Decision.objects.exists()
    assert client_of(mo).get(f"/desk/{case.uid}/decide/").status_code == 404
