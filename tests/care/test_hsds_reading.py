"""Files with mistakes in them: each mistake has a message of its own, and a file that cannot be read says why."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from care import hsds
from care.hsds import reading
from care.problem_words import WORDS, told
from tests.care.hsds_schemas import example
from tests.factories.care import service_document

TODAY = date(2026, 5, 31)
ID = "ac148810-d857-441c-9679-408f346de14b"
OTHER = "ac148810-d857-441c-9679-408f346de14c"


def read(*documents: Any) -> hsds.Read:
    return hsds.read(json.dumps(documents).encode(), today=TODAY)


def problems(*documents: Any) -> list[tuple[str, str, str]]:
    return [(one.where, one.field, one.code.partition(":")[0]) for one in read(*documents).problems]


def zipped(**tables: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def codes(data: bytes) -> list[tuple[str, str, str]]:
    found = hsds.read(data, today=TODAY)
    return [(one.where, one.field, one.code.partition(":")[0]) for one in found.problems]


FIELDS = [
    ({"id": "seven"}, "id", "not a uuid"),
    ({"name": ""}, "name", "empty"),
    ({"name": None}, "name", "missing"),
    ({"name": "x" * 201}, "name", "too long"),
    ({"name": 7}, "name", "not text"),
    ({"name": "Quiet\u202eruobraH"}, "name", "hidden sign"),
    ({"description": "a\x00b"}, "description", "hidden sign"),
    ({"description": "half \ud800"}, "description", "hidden sign"),
    ({"description": "x" * 10_001}, "description", "too long"),
    ({"status": "open"}, "status", "not a choice"),
    ({"url": "our page"}, "url", "not an address"),
    ({"email": "at home"}, "email", "not an e-mail"),
    ({"assured_date": "31 May"}, "assured_date", "not a date"),
    ({"assured_date": "2026-02-30"}, "assured_date", "not a date"),
    ({"assured_date": "2026-06-01"}, "assured_date", "in the future"),
    ({"minimum_age": "twelve"}, "minimum_age", "not a number"),
    ({"minimum_age": True}, "minimum_age", "not a number"),
    ({"minimum_age": -1}, "minimum_age", "not an age"),
    ({"minimum_age": 30, "maximum_age": 20}, "minimum_age", "ages crossed"),
    ({"last_modified": "yesterday"}, "last_modified", "not a moment"),
    ({"phones": "020 915 0142"}, "phones", "not a list"),
    ({"phones": [{"id": ID}] * 201}, "phones", "too many items"),
]


@pytest.mark.parametrize(("change", "field", "code"), FIELDS, ids=[f"{field}-{code}" for _, field, code in FIELDS])
def test_a_wrong_field_is_named_with_its_place(change: dict[str, Any], field: str, code: str) -> None:
    assert problems(service_document("Good"), service_document("Bad") | change)[0][1:] == (field, code)
    found = read(service_document("Good"), service_document("Bad") | change)
    assert found.problems[0].where.startswith("#2")
    assert [entry.bad for entry in found.services] == [False, True]


INSIDE = [
    ({"phones": [{"id": ID}]}, ".phones[0]", "number", "missing"),
    ({"phones": [{"id": ID, "number": "1"}, 7]}, ".phones[1]", "", "not an object"),
    ({"schedules": [{"id": ID, "opens_at": "half past nine"}]}, ".schedules[0]", "opens_at", "not a time"),
    ({"schedules": [{"id": ID, "opens_at": "24:30"}]}, ".schedules[0]", "opens_at", "not a time"),
    ({"cost_options": [{"id": ID, "amount": "free"}]}, ".cost_options[0]", "amount", "not a number"),
    (
        {"service_at_locations": [{"id": ID, "location": {"id": ID, "location_type": "moon"}}]},
        ".service_at_locations[0].location",
        "location_type",
        "not a choice",
    ),
]


@pytest.mark.parametrize(("change", "where", "field", "code"), INSIDE)
def test_a_mistake_deep_inside_is_named_with_its_path(change: Any, where: str, field: str, code: str) -> None:
    assert problems(service_document("Bad") | change) == [(f"#1 (Bad){where}", field, code)]


def test_every_mistake_has_a_message_of_its_own() -> None:
    bad = [service_document(f"Bad {number}") | {"status": "open", "email": "none"} for number in range(5)]
    found = problems(*bad)
    assert len(found) == 10 and len({where for where, _field, _code in found}) == 5


def test_the_same_id_twice_is_refused() -> None:
    one = service_document("One")
    assert problems(one, one | {"name": "Two"}) == [("#2 (Two)", "id", "twice")]


def test_what_the_standard_does_not_know_is_named_and_not_kept() -> None:
    found = read(service_document() | {"colour": "blue", "phones": [{"id": ID, "number": "1", "ring": "loud"}]})
    assert found.not_kept == {"service.colour": 1, "phone.ring": 1} and not found.problems
    assert "colour" not in found.services[0].document


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not json"),
        (b"hello", "not json"),
        (b'{"id": 1,}', "not json"),
        (b'[{"minimum_age": NaN}]', "not json"),
        (b"[" * 100_000, "not json"),
        (b"[" + b"9" * 10_000 + b"]", "not json"),
        (b'{"contents": 7}', "nothing in it"),
        (b"[]", "nothing in it"),
        (b"id,name,status\r\n", "one csv"),
        ('[{"name": "Ardmhór"}]'.encode("latin-1"), "not utf-8"),
        ('[{"name": "x"}]'.encode("utf-16"), "not utf-8"),
        (b"PK\x03\x04 and nothing more", "not a zip"),
        (b"PK\x05\x06" + bytes(18), "no services.csv"),
        (b"x" * (hsds.BYTES_MOST + 1), "too big"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert [code for _where, _field, code in codes(data)] == [code]


def test_a_byte_order_mark_is_no_mistake() -> None:
    found = hsds.read(b"\xef\xbb\xbf" + json.dumps([service_document()]).encode(), today=TODAY)
    assert len(found.services) == 1 and not found.problems


SERVICES = f"id,organization_id,name,status\r\n{ID},{OTHER},Quiet Harbour,active\r\n"
OWNERS = f"id,name,description\r\n{OTHER},Harbour House,\r\n"


def test_tables_are_put_together() -> None:
    phones = f"id,service_id,number\r\n{OTHER},{ID},020 915 0142\r\n"
    found = hsds.read(zipped(services=SERVICES, organizations=OWNERS, phones=phones), today=TODAY)
    assert not found.problems
    assert found.services[0].document["phones"] == [{"id": OTHER, "number": "020 915 0142"}]
    assert found.services[0].organization == OTHER


def test_every_bad_row_of_a_table_is_named_with_its_number() -> None:
    services = SERVICES + f"seven,{OTHER},Bad id,active\r\n{OTHER},{OTHER},,closed\r\n{ID},too,few\r\n"
    assert codes(zipped(services=services, organizations=OWNERS)) == [
        ("services.csv row 3", "id", "not a uuid"),
        ("services.csv row 4", "name", "empty"),
        ("services.csv row 4", "status", "not a choice"),
        ("services.csv row 5", "", "cells"),
    ]


def test_a_row_that_belongs_to_nothing_is_named() -> None:
    phones = f"id,service_id,number\r\n{OTHER},{OTHER},020 915 0142\r\n"
    assert codes(zipped(services=SERVICES, organizations=OWNERS, phones=phones)) == [
        ("phones.csv row 2", "service_id", "belongs to nothing")
    ]


def test_a_phone_of_a_bad_service_is_not_blamed() -> None:
    services = f"id,organization_id,name,status\r\n{ID},{OTHER},Harbour,open\r\n"
    phones = f"id,service_id,number\r\n{OTHER},{ID},020 915 0142\r\n"
    found = hsds.read(zipped(services=services, organizations=OWNERS, phones=phones), today=TODAY)
    assert [problem.where for problem in found.problems] == ["services.csv row 2"]
    assert [entry.bad for entry in found.services] == [True]


def test_a_location_that_is_missing_is_named() -> None:
    places = f"id,service_id,location_id\r\n{OTHER},{ID},{OTHER}\r\n"
    assert codes(zipped(services=SERVICES, organizations=OWNERS, service_at_location=places)) == [
        ("service_at_location.csv row 2", "location_id", "not in the file")
    ]


def test_broken_tables_say_where() -> None:
    assert codes(zipped(services='id,name,status\r\n"x,y')) == [("services.csv row 2", "", "not csv")]
    assert codes(zipped(services="id,id,name\r\n")) == [("services.csv row 1", "", "column twice")]
    assert codes(zipped(services="id,name\r\n" + "\xe9".encode().decode("latin-1") + ",x\r\n"))[0][2] == "not a uuid"
    assert codes(zipped(services=b"id,name\r\n\xe9,x\r\n")) == [("services.csv", "", "not utf-8")]
    assert codes(zipped(phones="id,number\r\n")) == [("", "", "no services.csv")]


def test_files_that_are_no_tables_are_named_and_left_out() -> None:
    packed = io.BytesIO(zipped(services=SERVICES, organizations=OWNERS))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("readme.txt", "hello")
        archive.writestr("datapackage.json", "{}")
        archive.writestr("../../etc/passwd", "hello")
    found = hsds.read(packed.getvalue(), today=TODAY)
    assert found.not_kept == {"readme.txt": 1, "passwd": 1} and not found.problems


def test_a_zip_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(services=b"0" * (reading.UNPACKED_MOST + 1))
    assert len(bomb) < 1024 * 1024
    assert codes(bomb) == [("", "", "too big unpacked")]
    assert codes(lying(bomb)) in ([("", "", "not a zip")], [("services.csv row 2", "", "not csv")])


def lying(packed: bytes) -> bytes:
    """The same zip, which says of its table that it has ten bytes."""
    true, small = struct.pack("<I", reading.UNPACKED_MOST + 1), struct.pack("<I", 10)
    assert packed.count(true) == 2
    return packed.replace(true, small)


def test_a_zip_with_too_many_files_or_the_same_table_twice_is_refused() -> None:
    many = zipped(**{f"table{number}": "" for number in range(reading.FILES_MOST + 1)})
    assert codes(many) == [("", "", "too many files")]
    packed = io.BytesIO(zipped(services=SERVICES))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("copy/services.csv", SERVICES)
    assert codes(packed.getvalue()) == [("", "", "file twice")]


def test_too_many_services_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SERVICES_MOST", 2)
    assert problems(*(service_document(f"S {number}") for number in range(3)))[0][2] == "too many services"
    services = SERVICES + f"{OTHER},{OTHER},Two,active\r\n" + f"{OTHER[:-1]}d,{OTHER},Three,active\r\n"
    assert codes(zipped(services=services, organizations=OWNERS)) == [("", "", "too many services")]


def test_an_organisation_that_is_written_in_two_ways_is_kept_once_and_said() -> None:
    one, two = service_document("One"), service_document("Two")
    two["organization"] = two["organization"] | {"website": "https://example.org/"}
    found = read(one, two)
    assert [entry.document.get("website") for entry in found.organizations] == ["https://example.org/"]
    assert [remark.code for remark in found.remarks] == ["written in two ways"]


def test_words_are_known_for_every_code_in_the_code() -> None:
    used = set()
    for path in Path(hsds.__file__).parent.glob("*.py"):
        text = path.read_text()
        used |= set(re.findall(r'Wrong\("([^":]+)', text)) | set(re.findall(r'Broken\("([^"]+)"', text))
        used |= set(re.findall(r'notes\.(?:wrong|remark)\([^"\n]*(?:"[^"]*", )?[^"\n]*"([a-z][a-z 0-9\-]+)"', text))
    assert len(used & WORDS.keys()) > 25
    assert used - WORDS.keys() <= {"id", "assured_date", "minimum_age", "organization"}
    for code in WORDS:
        said = str(told(hsds.Problem("here", "field", f"{code}:a, b" if code == "not a choice" else code, "x")))
        assert "%(" not in said and said.startswith("here") or code == "not json"


def test_the_example_of_the_standard_with_one_letter_changed_is_refused() -> None:
    given = example("service_full")
    given["service_at_locations"][0]["location"]["addresses"][0]["country"] = None
    assert problems(given) == [
        ("#1 (Community Counselling).service_at_locations[0].location.addresses[0]", "country", "missing")
    ]
