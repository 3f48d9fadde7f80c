"""The standard's own schemas, ready to validate with: as they are, without unknown fields, and as they were in 3.0."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HERE = Path(__file__).parent / "hsds_standard"
# What version 3.1 added, from the standard's changelog.
ADDED_IN_3_1 = {
    "attribute": {"label"},
    "organization": {"additional_websites"},
    "service": {"capacities", "additional_urls"},
    "service_at_location": {"service_areas"},
}


def schemas() -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text("utf-8")) for path in sorted((HERE / "schema").glob("*.json"))]
    return {schema["name"]: schema for schema in found}


def example(name: str) -> Any:
    return json.loads(example_bytes(name))


def example_bytes(name: str) -> bytes:
    return (HERE / "examples" / f"{name}.json").read_bytes()


def errors(document: Any, name: str, *, strict: bool = False, version: str = "3.1") -> list[str]:
    """What the standard has against `document` as an object `name`. `strict`: also that it has fields of its own."""
    loaded = deepcopy(schemas())
    for shape, schema in loaded.items():
        if version == "3.0":
            for field in ADDED_IN_3_1.get(shape, ()):
                del schema["properties"][field]
        if strict:
            schema["additionalProperties"] = False
    resources = [(f"{shape}.json", Resource.from_contents(schema, DRAFT202012)) for shape, schema in loaded.items()]
    validator = Draft202012Validator(
        {"$ref": f"{name}.json"},
        registry=Registry().with_resources(resources),
        format_checker=FormatChecker(),
    )
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
