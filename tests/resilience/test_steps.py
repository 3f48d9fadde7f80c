"""Small steps: kept, missed with grace, put down and picked up; witnessed by a group that sees no missed day."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import clock
from groups.services import block, leave_group
from moderation import services as moderation
from moderation.models import Case, Level
from resilience.models import Commitment, CommitmentDay, ShownStep
from resilience.rhythm import comes_back, is_asked, week_of
from resilience.services import steps as services
from resilience.witnesses import choices_for
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.moderation.deciding import decide

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
TODAY = dt.date(2030, 5, 20)
WORDS = "Open the zanzibar window"


def text(response: Any) -> str:
    return unescape(response.content.decode())


def main(response: Any) -> str:
    return text(response).partition("<main")[2].partition("</main>")[0]


def said(**days_ago: str) -> dict[dt.date, str]:
    return {TODAY - dt.timedelta(days=int(name[1:])): kind for name, kind in days_ago.items()}


def shown(user: Any, group: Any, words: str = WORDS) -> Commitment:
    witness = next(value for value, label in choices_for(user) if group.name in label)
    return services.say_step(actor=user, words=words, times=3, witness=witness)


def test_days_without_a_word_are_days_of_grace() -> None:
    week = week_of(said(d1="not", d4="done"), TODAY - dt.timedelta(days=5), TODAY)
    assert [day.kind for day in week] == ["grace", "done", "grace", "grace", "not", "open"]


@pytest.mark.parametrize(
    ("times", "days", "asked"),
    [
        (7, said(), True), (7, said(d1="done"), True), (7, said(d0="not"), False), (7, said(d0="done"), False),
        (0, said(), True), (1, said(d6="done"), False), (1, said(d7="done"), True),
        (3, said(d1="done", d2="not"), True),
    ],
)  # fmt: skip
def test_a_step_asks_no_more_than_it_was_meant_to(times: int, days: dict[dt.date, str], asked: bool) -> None:
    assert is_asked(times, days, TODAY) is asked


def test_coming_back_is_after_a_while_and_not_after_a_day_of_grace() -> None:
    long_ago = TODAY - dt.timedelta(days=300)
    assert not comes_back(7, said(d3="done"), long_ago, TODAY)
    assert comes_back(7, said(d4="done"), long_ago, TODAY)
    assert not comes_back(1, said(d14="done"), long_ago, TODAY) and comes_back(1, said(d15="done"), long_ago, TODAY)
    assert not comes_back(7, said(d9="done"), TODAY, TODAY), "it was picked up today, which counted already"


def test_kept_missed_with_grace_and_picked_up_again(ana: Any, client_of: Any, move_clock: Any) -> None:
    browser = client_of(ana)
    page = browser.get("/steps/")
    uid = re.search(r'name="uid" value="([^"]+)"', text(page))
    assert uid and "checked" in text(page)
    form = {"words": WORDS, "times": "7", "witness": "", "uid": uid[1]}
    assert browser.post("/steps/", form).status_code == browser.post("/steps/", form).status_code == 302
    row = Commitment.objects.get()
    here = f"/steps/{row.uid}/"
    assert WORDS in main(browser.get("/home/")) and "My small step" in main(browser.get("/home/"))
    assert browser.post(here, {"do": "done", "back": "home"})["Location"] == "/home/"
    assert "My small step" not in main(browser.get("/home/"))
    move_clock(3 * DAY)
    assert main(browser.get(here)).count("a day of grace") == 2
    browser.post(here, {"do": "not"})
    assert "Not this time. That is fine" in main(browser.get(here))
    browser.post(here, {"do": "rest", "days": "3"})
    assert "It rests until" in main(browser.get(here)) and "My small step" not in main(browser.get("/home/"))
    browser.post(here, {"do": "put_down"})
    assert "Put down." in main(browser.get("/steps/"))
    move_clock(33 * DAY)
    browser = client_of(ana)
    for _ in range(2):
        browser.post(here, {"do": "pick_up"})
    page = main(browser.get(here))
    assert "You came back to it once." in page and "a day of grace" not in page
    browser.post(here, {"do": "done"})
    move_clock(41 * DAY)
    browser = client_of(ana)
    browser.post(here, {"do": "done"})
    page = main(browser.get(here))
    asked = page.index("How often did I come back to it?")
    assert page.index("You came back to it 2 times.") > asked and not re.search(r"streak|missed", page)
    assert page.rindex("<details", 0, page.index("2 times")) < asked, "it is folded until somebody asks"
    browser.post(here, {"do": "throw_away"})
    assert not Commitment.objects.exists() and not CommitmentDay.objects.exists()


def test_a_step_for_once_ends_when_it_is_done(ana: Any, client_of: Any) -> None:
    row = services.say_step(actor=ana, words="Call the dentist", until=dt.date(2040, 1, 1))
    services.say_today(actor=ana, commitment=row, done=False)
    assert services.say_today(actor=ana, commitment=row, done=True).state == "done"
    assert "Do it once more" in main(client_of(ana).get(f"/steps/{row.uid}/"))


def test_words_are_sealed_and_a_step_of_nobody_else_opens(
    ana: Any, ben: Any, mo: Any, ada: Any, client_of: Any
) -> None:
    row = services.say_step(actor=ana, words=WORDS, times=3)
    stored: Any = Commitment.objects.values_list("words", flat=True).get()
    assert stored.ciphertext and "zanzibar" not in stored.ciphertext
    for other in (ben, mo, ada):
        browser = client_of(other)
        assert browser.get(f"/steps/{row.uid}/").status_code == 404
        assert browser.post(f"/steps/{row.uid}/", {"do": "throw_away"}).status_code == 404
        for act in (services.put_step_down, services.let_rest, services.pick_step_up, services.throw_step_away):
            with pytest.raises(PermissionDenied):
                act(actor=other, commitment=row)
    refused = client_of(ana).post("/steps/", {"words": "so " * 100, "times": "3"})
    assert refused.status_code == 422 and "so so so" in text(refused)


def test_a_group_sees_words_and_name_and_never_a_missed_day(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana, name="Slow Otter")
    row = shown(ana, group)
    services.say_today(actor=ana, commitment=row, done=False)
    door = f"/groups/{group.slug}/"
    page = main(client_of(ben).get(door))
    assert WORDS in page and "Slow Otter" in page and "Done lately" not in page and "Not this time" not in page
    assert str(row.uid) not in page and "zanzibar" not in text(client_of(cy).get(door))
    services.say_today(actor=ana, commitment=row, done=True)
    assert "Done lately" in main(client_of(ben).get(door))
    assert "Only you can see this." not in main(client_of(ana).get("/steps/"))
    own = main(client_of(ana).get(f"/steps/{row.uid}/"))
    assert group.name in own and "Slow Otter" in own and "No computer program reads it" not in own
    for act in (services.let_rest, services.put_step_down):
        act(actor=ana, commitment=row)
        assert "zanzibar" not in main(client_of(ben).get(door))
        services.pick_step_up(actor=ana, commitment=row)
    assert "zanzibar" in main(client_of(ben).get(door))
    eve = make_account("eve-too")
    join(group, eve)
    block(actor=eve, membership=mine)
    assert "zanzibar" not in main(client_of(eve).get(door))
    leave_group(actor=ana, group=group)
    assert not ShownStep.objects.exists() and Commitment.objects.get().state == "going"


def test_shown_words_are_read_and_private_ones_are_not(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    services.say_step(actor=ana, words=CRISIS[:150], times=1)
    assert not Case.objects.exists()
    row = shown(ana, group, CRISIS[:150])
    assert ShownStep.objects.get().read_level == Level.CRISIS and Case.objects.get().subject_account == ana
    assert "notice" in text(client_of(ana).get(f"/steps/{row.uid}/"))
    services.say_step(actor=ana, words="Drink some tea", times=1, commitment=row)
    assert not ShownStep.objects.exists()


def test_what_was_put_aside_stays_aside_when_it_is_shown_again(ana: Any, ben: Any, mo: Any, client_of: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    row = shown(ana, group)
    told = moderation.report(actor=ben, kind="small_step", uid=ShownStep.objects.get().uid, reason="unkind", words="")
    decide(mo, told.case, "hide", quoted="zanzibar", no_end="words")
    door = f"/groups/{group.slug}/"
    assert "zanzibar" not in main(client_of(ben).get(door))
    assert "put it aside" in main(client_of(ana).get(f"/steps/{row.uid}/"))
    services.say_step(actor=ana, words="To the zanzibar", times=3, commitment=row)
    witness = next(value for value, _label in choices_for(ana))
    services.say_step(actor=ana, words="And zanzibar again", times=3, witness=witness, commitment=row)
    assert "zanzibar" not in main(client_of(ben).get(door)) and ShownStep.objects.get().hidden_at is not None


def test_who_may_not_speak_in_the_group_shows_nothing_there(ana: Any, ben: Any, cy: Any, client_of: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana)
    value = f"group:{mine.uid}"
    with pytest.raises(PermissionDenied):
        services.say_step(actor=cy, words=WORDS, times=1, witness=value)
    refused = client_of(cy).post("/steps/", {"words": WORDS, "times": "1", "witness": value})
    assert refused.status_code == 422 and WORDS in text(refused) and not Commitment.objects.exists()


def test_shown_to_another_group_it_is_another_row_and_what_was_put_aside_goes_nowhere(ana: Any, ben: Any) -> None:
    here, there = make_group(ben, name="Lantern room"), make_group(ben, name="Harbour room")
    for group in (here, there):
        join(group, ana)
    step = shown(ana, here)
    first = ShownStep.objects.get()
    where = {group.name: value for value, label in choices_for(ana) for group in (here, there) if group.name in label}
    services.say_step(actor=ana, words=WORDS, times=3, witness=where[there.name], commitment=step)
    moved = ShownStep.objects.get()
    assert moved.uid != first.uid and moved.membership.group == there
    ShownStep.objects.update(hidden_at=clock.now())
    with pytest.raises(ValidationError):
        services.say_step(actor=ana, words=WORDS, times=3, witness=where[here.name], commitment=step)
    assert ShownStep.objects.get().membership.group == there


def test_one_person_does_not_fill_what_a_group_shows(ana: Any, bo: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    for person in (ana, bo):
        join(group, person)
    shown(bo, group)
    for _ in range(6):
        shown(ana, group)
    page = client_of(ben).get(f"/groups/{group.slug}/").content.decode()
    # Two ways to tell the team of each: one of Bo, and three of Ana.
    assert page.count("/report/small_step/") == 8
