"""Our table of HSDS is the standard's, its examples come in and go out whole, and what goes out validates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from care import hsds
from care.hsds.standard import SHAPES, Shape
from peersupport.demo.services import ALL, document
from tests.care.hsds_schemas import errors, example, example_bytes, schemas

TODAY = date(2026, 5, 31)
EXAMPLES = ["service_full", "organization_full", "service_at_location_full"]


def kind_of(schema: dict[str, Any]) -> str:
    by_format = {"uuid": "uuid", "uri": "uri", "email": "email", "date-time": "moment"}
    by_table = {"date": "date", "time": "time", "datetime": "moment"}
    if schema["type"] == "number":
        return "number"
    return by_format.get(schema.get("format", "")) or by_table.get(schema.get("datapackage_type", ""), "text")


def whole(read: hsds.Read) -> list[dict[str, Any]]:
    """Services with their organisations inside again."""
    owners = {entry.document["id"]: entry.document for entry in read.organizations}
    return [
        {**entry.document, **({"organization": owners[entry.organization]} if entry.organization else {})}
        for entry in read.services
    ]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.name)
def test_our_table_says_what_the_schema_says(shape: Shape) -> None:
    schema = schemas()[shape.name]
    properties = schema["properties"]
    plain = {name: field for name, field in properties.items() if field.get("type") in ("string", "number")}
    assert shape.file == schema["path"]
    assert {name: (field.kind, field.choices) for name, field in shape.fields.items()} == {
        name: (kind_of(field), tuple(field.get("enum", ()))) for name, field in plain.items()
    }
    assert {name for name, field in shape.fields.items() if field.needed} == set(schema["required"]) & plain.keys()
    lists = {name: field["items"]["$ref"] for name, field in properties.items() if field.get("type") == "array"}
    assert {name: f"{child}.json" for name, (child, _column) in shape.many.items()} == lists
    objects = {name: field["$ref"] for name, field in properties.items() if "$ref" in field}
    assert {name: f"{child}.json" for name, (child, _column) in shape.one.items()} == objects


def test_no_object_of_the_standard_is_forgotten() -> None:
    assert schemas().keys() - SHAPES.keys() == {"meta_table_description"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_standard_come_in(name: str) -> None:
    read = hsds.read(example_bytes(name), today=TODAY)
    assert [read.problems, read.remarks, read.not_kept] == [[], [], {}]
    assert [entry.document["name"] for entry in read.services] == ["Community Counselling"]
    assert [entry.document["name"] for entry in read.organizations] == ["Example Organization Inc."]


def test_the_full_service_of_the_standard_goes_out_as_it_came_in() -> None:
    given = example("service_full")
    [service] = whole(hsds.read(example_bytes("service_full"), today=TODAY))
    assert service == given
    page = json.loads(hsds.to_json([service]))
    assert page["contents"] == [given] and page["empty"] is False
    assert whole(hsds.read(hsds.to_json([service]).encode(), today=TODAY)) == [given]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_go_through_tables_and_come_back_whole(name: str) -> None:
    read = hsds.read(example_bytes(name), today=TODAY)
    services, owners = whole(read), [entry.document for entry in read.organizations]
    again = hsds.read(hsds.to_csv_zip(services, owners), today=TODAY)
    assert [again.problems, again.remarks, again.not_kept] == [[], [], {}]
    assert whole(again) == services
    assert [entry.document for entry in again.organizations] == owners


def test_the_schemas_refuse_what_is_wrong() -> None:
    given = example("service_full")
    assert errors(given, "service", strict=True) == []
    assert errors({**given, "status": "open"}, "service")
    assert errors({**given, "id": "seven"}, "service")
    assert errors({**given, "phones": [{"id": given["id"]}]}, "service")
    assert errors({**given, "colour": "blue"}, "service", strict=True)
    assert errors(given, "service", strict=True, version="3.0")


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@pytest.mark.parametrize("number", range(len(ALL)))
def test_our_own_services_are_valid_in_either_version(number: int, version: str) -> None:
    made = document(ALL[number], TODAY)
    [service] = whole(hsds.read(json.dumps(made).encode(), today=TODAY))
    assert errors(service, "service", strict=True, version=version) == []


@pytest.mark.parametrize("name", ["service_full", "organization_full"])
def test_what_we_write_of_the_examples_validates(name: str) -> None:
    read = hsds.read(example_bytes(name), today=TODAY)
    for service in whole(read):
        assert errors(service, "service", strict=True) == []
    for entry in read.organizations:
        assert errors(entry.document, "organization", strict=True) == []


def test_lists_envelopes_and_single_objects_are_all_understood() -> None:
    one = example("service_full")
    other = {**one, "id": "ac148810-d857-441c-9679-408f346de14c", "name": "Another"}
    envelope = json.loads(hsds.to_json([one, other]))
    for given in ([one, other], envelope, {"contents": [one, other]}):
        read = hsds.read(json.dumps(given).encode(), today=TODAY)
        assert [entry.document["name"] for entry in read.services] == ["Community Counselling", "Another"]
        assert len(read.organizations) == 1 and not read.problems
    simple = {"id": one["id"], "name": "Plain", "status": "active", "organization_id": one["organization"]["id"]}
    [entry] = hsds.read(json.dumps(simple).encode(), today=TODAY).services
    assert entry.organization == one["organization"]["id"] and "organization_id" not in entry.document


def test_a_zip_of_the_same_directory_is_the_same_file() -> None:
    service = example("service_full")
    assert hsds.to_csv_zip([service]) == hsds.to_csv_zip([service])
    assert hsds.digest(service) == hsds.digest({**service, "assured_date": "2026-01-01"})
    assert hsds.digest(service) != hsds.digest({**service, "alert": "Closed today"})
