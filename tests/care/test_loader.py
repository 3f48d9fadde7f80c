"""The one way in for numbers: what it takes, and what it refuses with which words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from audit.models import AuditEvent
from care import loader, services
from care.call_notes import CALL_NOTES
from care.card import TOPICS
from care.models import EmergencyNumber, SupportLine
from tests.factories.care import make_line, make_number

GOOD = dict(
    country="IE", service="Samaritans", service_local_name="", kind="crisis", channel="phone", dial="116 123",
    sms_keyword="", url="", languages="en", hours="24/7", time_zone="Europe/Dublin", cost="free", audience="anyone",
    call_note="", status="A", source="a page", source_year="2025", note="",
)  # fmt: skip
GOOD_NUMBER = dict(country="IE", number="112", service="any", status="A", source="a page", source_year="2026", note="")


def table(*rows: dict[str, Any], columns: Any = None) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def reasons(text: str, of: loader.Table = loader.LINES) -> list[str]:
    with pytest.raises(loader.Refused) as refused:
        loader.read(of, text)
    return [str(problem) for problem in refused.value.problems]


def test_every_shipped_helpline_passes_the_loader() -> None:
    assert len(loader.read(loader.LINES, loader.SHIPPED_LINES.read_text("utf-8"))) == 186


def test_every_shipped_emergency_number_passes_the_loader() -> None:
    rows = loader.read(loader.NUMBERS, loader.SHIPPED_NUMBERS.read_text("utf-8"))
    assert len(rows) == 785
    assert len({row["country"] for row in rows}) == 238


def test_every_shipped_note_for_callers_is_known_to_translators() -> None:
    rows = loader.read(loader.LINES, loader.SHIPPED_LINES.read_text("utf-8"))
    assert {row["call_note"] for row in rows if row["call_note"]} == set(CALL_NOTES)


# What a row itself says, beside its kind: its note, what callers are told, for whom it is, its name.
SAYS = {"veterans": "veteran", "lgbtq": "lgbtq", "abuse": "abuse"}


def test_a_shipped_row_is_for_one_matter_only_where_its_own_source_says_so() -> None:
    rows = loader.read(loader.LINES, loader.SHIPPED_LINES.read_text("utf-8"))
    for row in rows:
        if row["kind"] in TOPICS or row["kind"] == "veterans":
            said = f"{row['note']} {row['call_note']} {row['audience']} {row['service']}".lower()
            assert SAYS[row["kind"]] in said, row
    assert Counter(row["kind"] for row in rows if row["kind"] in SAYS) == {"veterans": 5, "lgbtq": 1, "abuse": 3}


def test_a_good_row_passes() -> None:
    assert loader.read(loader.LINES, table(GOOD))[0]["dial"] == "116 123"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (dict(dial="116 123 / 116 111"), "row 2, dial: “116 123 / 116 111” looks like more than one number"),
        (dict(dial="116 123, 116 111"), "more than one number"),
        (dict(dial="116 123; 116 111"), "more than one number"),
        (dict(dial="116 123 or 116 111"), "more than one number"),
        (dict(dial="116 123 116 111"), "more than one number"),
        (dict(dial="0800 1110111 0800 1110222"), "more than one number"),
        (dict(dial="116 123\n116 111"), "invisible sign"),
        (dict(dial=""), "row 2, dial: there is no number"),
        (dict(dial="+353 116 123"), "without + and country code"),
        (dict(dial="0508 TAUTOKO"), "has letters"),
        (dict(dial="800-HOPE"), "has letters"),
        (dict(dial="call 116 123"), "has letters"),
        (dict(dial="0800-116-123"), "is not one number of digits"),
        (dict(dial="(0800) 116 123"), "is not one number of digits"),
        (dict(dial="116  123"), "is not one number of digits"),
        (dict(dial="116 123 "), "a space before or after"),
        (dict(dial="116\u00a0123"), "is not one number of digits"),
        (dict(dial="١١٦ ١٢٣"), "is not one number of digits"),
        (dict(dial="12"), "has 2 digits"),
        (dict(dial="41*41"), "is not one number of digits"),
        (dict(dial="119 ext"), "has letters"),
        (dict(dial="119 x 8"), "has letters"),
        (dict(dial="\u202e116 123"), "invisible sign (U+202E)"),
        (dict(languages=""), "row 2, languages: a line needs a language"),
        (dict(languages="English"), "“English” is not a language tag"),
        (dict(languages="en, de"), "is not a language tag"),
        (dict(languages="en;en"), "names a language twice"),
        (dict(languages="und;en"), "names a language twice"),
        (dict(channel="chat", dial="116 123", url="https://a.example"), "chat has an address and no number"),
        (dict(channel="chat", dial="", url=""), "a chat needs the address of its page"),
        (dict(channel="chat", dial="", url="javascript:alert(1)"), "is not one web address"),
        (dict(channel="chat", dial="", url="https://a.example https://b.example"), "is not one web address"),
        (dict(channel="chat", dial="", url="https://["), "is not one web address"),
        (dict(channel="email", dial="", url="a@b.example"), "is not one mail address"),
        (dict(channel="email", dial="", url="mailto:a@b.example,c@d.example"), "is not one mail address"),
        (dict(channel="email", dial="116 123", url="mailto:a@b.example"), "email has an address and no number"),
        (dict(channel="fax"), "“fax” is not one of"),
        (dict(kind="hotline"), "“hotline” is not one of"),
        (dict(sms_keyword="HELLO"), "only a text message has a word to send"),
        (dict(channel="sms", sms_keyword="say hello"), "is not one word"),
        (dict(hours="always"), "is not like"),
        (dict(hours="mo-fr 8-18"), "is not like"),
        (dict(time_zone="Dublin"), "is not a time zone"),
        (dict(time_zone="Europe/Atlantis"), "is not a time zone"),
        (dict(time_zone="../../etc/passwd"), "is not a time zone"),
        (dict(country="Ireland"), "is not the two-letter code of a country"),
        (dict(country="XX"), "is not the two-letter code of a country"),
        (dict(country="ie"), "is not the two-letter code of a country"),
        (dict(cost="cheap"), "is not one of"),
        (dict(audience="everyone nice"), "does not say for whom"),
        (dict(status="E"), "is not one of A, B, C, D"),
        (dict(status=""), "is not one of A, B, C, D"),
        (dict(source=""), "row 2, source: it is empty"),
        (dict(service=""), "row 2, service: it is empty"),
        (dict(source_year="last year"), "is not a year"),
        (dict(source_year="1066"), "is not a year"),
        (dict(service="x" * 81), "has 81 signs; 80 fit"),
        (dict(note="a\x07b"), "invisible sign"),
    ],
)
def test_a_bad_cell_is_refused_with_its_row_and_the_reason(changes: dict[str, str], reason: str) -> None:
    found = reasons(table({**GOOD, **changes}))
    assert len(found) >= 1
    assert reason in found[0]


@pytest.mark.parametrize(
    "dial", ["988", "*4141", "119 ext 8", "1 800 273 8255", "0800 1110111", "45 45 45", "900 20 20 10"]
)
def test_one_number_as_people_type_it_is_taken(dial: str) -> None:
    assert loader.read(loader.LINES, table({**GOOD, "dial": dial}))[0]["dial"] == dial


@pytest.mark.parametrize("number", ["", "1", "1234567", "112 ", "112/999", "911,112", "+112", "nine", "1 12", "١١٢"])
def test_an_emergency_number_is_two_to_six_digits_and_nothing_else(number: str) -> None:
    assert "row 2, number" in reasons(table({**GOOD_NUMBER, "number": number}), loader.NUMBERS)[0]


def test_every_bad_row_has_its_own_message() -> None:
    found = reasons(table({**GOOD, "dial": "a"}, {**GOOD, "dial": "999 1"}, {**GOOD, "languages": "", "dial": ""}))
    assert [line.partition(":")[0] for line in found] == ["row 2, dial", "row 4, dial", "row 4, languages"]


def test_the_same_contact_twice_is_refused() -> None:
    assert "row 3, ?: the same contact as row 2" in reasons(table(GOOD, {**GOOD, "service": "Somebody else"}))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "row 1, country: this column is missing"),
        ("country;dial\nIE;116 123\n", "row 1, country: this column is missing"),
        (table({**GOOD, "colour": "red"}), "row 1, colour: we do not know this column"),
        (table(GOOD) + "IE,too,short\n", "row 3, ?: the row does not have 18 cells"),
        (table(GOOD).replace("2025,", "2025,,,,"), "row 2, ?: the row does not have 18 cells"),
        (table(GOOD) + '"' + "x" * 200_000, "this is not CSV from here on"),
    ],
)
def test_a_table_of_the_wrong_shape_is_refused(text: str, reason: str) -> None:
    assert any(reason in line for line in reasons(text))


@given(st.text(max_size=300))
def test_any_text_is_taken_or_refused_and_nothing_else_happens(text: str) -> None:
    for of, good in ((loader.LINES, GOOD), (loader.NUMBERS, GOOD_NUMBER)):
        for whole in (text, table(good) + text):
            try:
                loader.read(of, whole)
            except loader.Refused as refused:
                assert refused.problems


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = services.load_support_lines()
    assert (first.added, first.changed, first.removed, first.kept) == (971, 0, 0, 0)
    before = list(SupportLine.objects.values_list("uid", "dial"))
    assert services.load_support_lines() == services.Loaded()
    assert list(SupportLine.objects.values_list("uid", "dial")) == before
    assert AuditEvent.objects.filter(verb="care.lines_loaded").count() == 1


@pytest.mark.django_db
def test_a_row_that_a_person_confirmed_survives_the_shipped_data(ada: Any) -> None:
    services.load_support_lines()
    line = SupportLine.objects.get(country="IE", dial="116 123")
    SupportLine.objects.filter(pk=line.pk).update(hours="mo-su 10:00-14:00")
    services.confirm_line(actor=ada, line=line, source="https://operator.example/call-us")
    assert services.load_support_lines().kept == 1
    line.refresh_from_db()
    assert (line.hours, line.source) == ("mo-su 10:00-14:00", "https://operator.example/call-us")


@pytest.mark.django_db
def test_a_shipped_row_that_nobody_confirmed_is_mended_by_the_shipped_data() -> None:
    services.load_support_lines()
    SupportLine.objects.filter(country="IE", dial="116 123").update(hours="mo 10:00-11:00")
    assert services.load_support_lines() == services.Loaded(changed=1)
    assert SupportLine.objects.get(country="IE", dial="116 123").hours == "24/7"


@pytest.mark.django_db
def test_shipped_rows_that_are_dropped_go_and_rows_from_elsewhere_stay() -> None:
    gone, own = make_line("111 222", seeded=True), make_line("111 333")
    make_number("119", seeded=True)
    assert services.load_support_lines().removed == 2
    assert not SupportLine.objects.filter(pk=gone.pk).exists()
    assert SupportLine.objects.filter(pk=own.pk).exists()


@pytest.mark.django_db
def test_a_table_of_ones_own_adds_and_takes_nothing_away_and_the_shipped_data_leaves_it_alone() -> None:
    services.load_support_lines()
    own = table({**GOOD, "hours": "mo-fr 09:00-17:00"}, {**GOOD, "dial": "111 222"})
    assert services.load_support_lines(lines=own) == services.Loaded(added=1, changed=1)
    assert services.load_support_lines() == services.Loaded(kept=1)
    assert SupportLine.objects.get(country="IE", dial="116 123").hours == "mo-fr 09:00-17:00"
    assert SupportLine.objects.filter(dial="111 222").exists()


@pytest.mark.django_db
def test_one_bad_row_keeps_the_whole_table_out() -> None:
    with pytest.raises(loader.Refused):
        services.load_support_lines(
            lines=table(GOOD, {**GOOD, "dial": "116 111 / 116 123"}), numbers=table(GOOD_NUMBER)
        )
    assert not SupportLine.objects.exists()
    assert not EmergencyNumber.objects.exists()


@pytest.mark.django_db
def test_the_command_names_each_bad_row_and_the_reason(tmp_path: Any) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(table({**GOOD, "dial": "call us"}), "utf-8")
    with pytest.raises(CommandError, match="Nothing was loaded.\n  row 2, dial: “call us” has letters"):
        call_command("load_support_lines", lines=path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_support_lines", lines=tmp_path / "nowhere.csv")


@pytest.mark.django_db
def test_the_command_loads_what_ships(capsys: Any) -> None:
    call_command("load_support_lines")
    assert capsys.readouterr().out.startswith("971 added")


@pytest.mark.django_db
def test_the_command_is_silent_when_asked(capsys: Any) -> None:
    call_command("load_support_lines", verbosity=0)
    assert capsys.readouterr().out == ""
    assert SupportLine.objects.exists()
