"""How often readings were right: counted by rule and pack, with their doubt, never with a word or a person."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import clock
from moderation import services
from moderation.detection import ENABLED_PACKS
from moderation.detection.packs import FOLDER
from moderation.figures import Share, meant_of_raised, pack_of_rule, published
from moderation.models import Case, Finding, ReadingMark
from moderation.precision import MARKS_LEAST, measured
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, make_crisis
from tests.moderation.acts import fresh

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[2] / "docs/safety.md"
CANARY = "violetcanary"


def last_days(days: int = 90, **more: Any) -> Any:
    return measured(since=clock.now() - timedelta(days=days), until=clock.now(), **more)


def read(text: str, group: Any = None) -> tuple[Case, Finding]:
    """A case of somebody new, and the reading that led to it."""
    case = make_crisis(make_account(), group, text=f"{text} {CANARY}")
    return case, Finding.objects.latest("id")


def rules(finding: Finding) -> set[str]:
    return {cue["rule"] for cue in finding.cues}


def by_name(tallies: Any, name: str) -> Any:
    return next(one for one in tallies if one.name == name)


# -- the numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # From the published tables of the score interval.
    [(56, 83, 0.5680, 0.7657), (4, 100, 0.0157, 0.0984), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (0, 0, 0, 1)],
)
def test_interval_is_the_one_of_wilson(count: int, of: int, low: float, high: float) -> None:
    share = Share(count, of)
    assert (share.low, share.high) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))


def test_most_of_what_is_raised_is_misread_where_few_messages_are_meant() -> None:
    assert meant_of_raised(0.67, 0.04, 0.003) == pytest.approx(0.048, abs=0.001)
    assert meant_of_raised(1.0, 0.0, 0.003) == 1.0
    assert meant_of_raised(0.0, 0.0, 0.003) == 0.0


def test_marks_are_counted_by_rule_and_pack_with_what_authors_said(mo: Any) -> None:
    case, finding = read(CRISIS)
    other, second = read(CRISIS)
    services.mark_reading(actor=mo, case=case, finding=finding, verdict="right")
    services.mark_reading(actor=make_account("second", is_moderator=True), case=case, finding=finding,
                          verdict="not_right")  # fmt: skip
    services.choose(actor=other.subject_account, case=fresh(other), choice="misread")
    services.choose(actor=other.subject_account, case=fresh(other), choice="write")
    found = last_days()

    assert (found.readings, found.marked, found.differ, found.misread) == (2, 1, 1, 1)
    for tally in (by_name(found.rules, rules(finding).pop()), by_name(found.packs, "en")):
        assert (tally.readings, tally.right, tally.not_right, tally.misread) == (2, 1, 1, 1)
    assert rules(second) == rules(finding)


def test_misread_said_of_later_words_does_not_count_for_earlier_ones(ana: Any) -> None:
    case = make_crisis(ana)
    services.choose(actor=ana, case=fresh(case), choice="safe")
    make_crisis(ana)
    services.choose(actor=ana, case=fresh(case), choice="misread")
    assert last_days().misread == 1


def test_rules_that_cry_wolf_come_first_but_not_on_a_mark_or_two(mo: Any) -> None:
    def marked_as(text: str, *verdicts: str) -> str:
        for verdict in verdicts:
            case, finding = read(text)
            services.mark_reading(actor=mo, case=case, finding=finding, verdict=verdict)
        return sorted(rules(finding))[0]

    steady = marked_as(CRISIS, *["right"] * MARKS_LEAST)
    wolf = marked_as("My plan is to end my life tomorrow.", *["not_right"] * MARKS_LEAST)
    once = marked_as("I have written my goodbye letters and tonight I will do it.", "not_right")
    order = [one.name for one in last_days().rules]
    assert len({steady, wolf, once}) == 3
    assert order.index(wolf) < order.index(steady) < order.index(once)
    assert order[0] in {wolf} | {one.name for one in last_days().rules if one.precision.value == 0 and one.marks >= 5}
    assert [one.name for one in last_days(least=1).rules].index(once) < order.index(once)


def test_only_readings_of_the_time_asked_for_count(mo: Any) -> None:
    case, finding = read(CRISIS)
    services.mark_reading(actor=mo, case=case, finding=finding, verdict="right")
    Finding.objects.update(found_at=clock.now() - timedelta(days=40))
    assert (last_days(30).readings, last_days(30).rules) == (0, [])
    assert last_days(50).readings == 1


def test_rules_about_somebody_else_belong_to_the_pack_that_taught_them() -> None:
    packs = pack_of_rule()
    assert set(packs.values()) == set(ENABLED_PACKS)
    with_persons = {
        row["id"]
        for path in (FOLDER / "en/rules").glob("*.json")
        for row in json.loads(path.read_text())
        if row.get("persons")
    }
    from moderation.precision import NO_PACK, _pack

    name = sorted(with_persons)[0]
    assert _pack(f"{name}_other", packs) == _pack(name, packs) == "en"
    assert _pack("telephone", packs) == NO_PACK


# -- the command ------------------------------------------------------------------------------------------------------


def printed(*options: str) -> str:
    out = StringIO()
    call_command("detection_report", *options, stdout=out)
    return out.getvalue()


def test_the_report_prints_rules_packs_and_intervals_and_never_a_word_or_a_person(ana: Any, group: Any) -> None:
    mo = make_account("steady-heron-312", is_moderator=True)
    mine = make_crisis(ana, group, text=f"{CRISIS} {CANARY}")
    services.mark_reading(actor=mo, case=mine, finding=Finding.objects.get(), verdict="right")
    for _ in range(MARKS_LEAST):
        case, finding = read(CRISIS, group)
        services.mark_reading(actor=mo, case=case, finding=finding, verdict="not_right")
    rule = sorted(rules(finding))[0]
    table, data = printed(), printed("--json")

    assert re.search(rf"^{rule}\s+en\s+6\s+1\s+5\s+0\s+17% \(3% to 56%\)$", table, re.M)
    assert re.search(r"^en\s+en\s+6 ", table, re.M)
    assert "6 readings, 6 marked" in table and "Nothing learns from this by itself" in table
    row = next(one for one in json.loads(data)["rules"] if one["name"] == rule)
    assert (row["right"], row["not_right"], row["precision"], row["low"]) == (1, 5, 0.1667, 0.0301)
    for secret in (CANARY, "kill myself", mo.sign_in_name, str(mo.uid), str(finding.uid), mine.label, group.name):
        assert secret and secret not in table and secret not in data, secret


def test_the_report_says_when_marks_are_too_few(mo: Any) -> None:
    case, finding = read(CRISIS)
    services.mark_reading(actor=mo, case=case, finding=finding, verdict="not_right")
    assert "too few marks" in printed() and "0% (" not in printed()
    assert "0% (" in printed("--marks", "1")


def test_the_report_takes_days_or_a_date_and_refuses_nonsense() -> None:
    read(CRISIS)
    Finding.objects.update(found_at=clock.now() - timedelta(days=10))
    assert ": 0 readings" in printed("--days", "5")
    assert ": 1 readings" in printed("--since", f"{clock.now() - timedelta(days=12):%Y-%m-%d}")
    with pytest.raises(CommandError):
        printed("--since", "yesterday")


# -- what is published ------------------------------------------------------------------------------------------------


def test_every_pack_that_is_switched_on_publishes_figures() -> None:
    for pack in published():
        assert pack.rows and pack.name and str(pack.source), pack.code


def test_figures_that_a_pack_ships_are_used_and_checked(tmp_path: Path) -> None:
    for code in ENABLED_PACKS:
        (tmp_path / code).mkdir()
        (tmp_path / code / "pack.json").write_text(json.dumps({"id": code, "version": 2, "name": code.upper()}))
    row = {"what": "frozen rows", "register": "dialect", "found": 90, "rated": 100, "raised": 2, "ordinary": 200}
    file = tmp_path / "en/figures.json"
    file.write_text(json.dumps({"source": "tests/detection/frozen.csv", "rows": [row]}))
    english, spanish = published(tmp_path)

    assert (english.source, english.rows[0].found, english.rows[0].register) == (
        "tests/detection/frozen.csv", Share(90, 100), "dialect",
    )  # fmt: skip
    assert spanish.rows == []
    file.write_text(json.dumps({"source": "x", "rows": [row | {"found": 101}]}))
    with pytest.raises(ValueError, match="101 of 100"):
        published(tmp_path)


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(db: Any) -> Any:
    return make_account("house-admin", is_staff=True)


def plain(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_admins_read_published_figures_and_those_of_the_team(admin: Any, client_of: Any) -> None:
    mo = make_account("steady-heron-312", is_moderator=True)
    for verdict in ["right"] * 4 + ["not_right"]:
        case, finding = read(CRISIS)
        services.mark_reading(actor=mo, case=case, finding=finding, verdict=verdict)
    page = plain(client_of(admin).get("/reading-figures/"))

    assert "It found 65 of 83 messages that raters marked." in page and "78 % (68 to 86 %)" in page
    assert "Where 3 messages in 1000 are meant as crisis, expect about 3 of 100" in page
    assert "informed by C-SSRS levels" in page and "assessment" not in page and "catches" not in page
    assert f"{sorted(rules(finding))[0]} 5 4 1 0 80 % (38 to 96 %)" in page
    assert CANARY not in page and mo.sign_in_name not in page


def test_few_marks_are_shown_as_counts_and_not_as_a_share(admin: Any, mo: Any, client_of: Any) -> None:
    case, finding = read(CRISIS)
    services.mark_reading(actor=mo, case=case, finding=finding, verdict="not_right")
    page = plain(client_of(admin).get("/reading-figures/"))
    assert "0 of 1: too few to say" in page and "0 % (0 to 79 %)" not in page


def test_nobody_but_admins_reads_the_figures(mo: Any, ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    for other in (mo, ben, ana):
        assert client_of(other).get("/reading-figures/").status_code == 404


def test_the_page_asks_as_much_however_much_was_noticed(
    admin: Any, mo: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(admin)
    for _ in range(12):
        case, finding = read(CRISIS)
        services.mark_reading(actor=mo, case=case, finding=finding, verdict="right")
    assert ReadingMark.objects.count() == 12
    client.get("/reading-figures/")
    with django_assert_max_num_queries(12):
        client.get("/reading-figures/")
