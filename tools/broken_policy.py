"""A pytest plugin that takes one policy predicate away before the tests run. Used by tools/break_policies.py."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pkgutil import iter_modules

import pytest
import rules
from rules.permissions import permissions

COMPOSED = {"AND", "OR", "XOR", "INVERT"}


def predicates() -> Iterator[tuple[str, rules.Predicate]]:
    """Yields ("app.policies:name", predicate) of each predicate that is written out, not composed, in an app."""
    for module in sorted(found.name for found in iter_modules(["."]) if found.ispkg):
        try:
            policies = importlib.import_module(f"{module}.policies")
        except ModuleNotFoundError:
            continue
        for name, value in sorted(vars(policies).items()):
            if isinstance(value, rules.Predicate) and value.fn.__name__ not in COMPOSED:
                # Where an app has many, they are in a package, whose first page names each that is used.
                if f"{value.fn.__module__}.".startswith(f"{policies.__name__}."):
                    yield f"{policies.__name__}:{name}", value


def ways_to_break(predicate: rules.Predicate) -> list[str]:
    """`away` drops it from what it is composed into; `yes` is for one that is a permission all by itself."""
    return ["yes"] if any(rule is predicate for rule in permissions.values()) else ["away"]


def pytest_collection_modifyitems() -> None:
    wanted, _, way = os.environ["BROKEN_PREDICATE"].partition("=")
    if not wanted:
        return
    predicate = dict(predicates()).get(wanted)
    if predicate is None:
        raise pytest.UsageError(f"there is no predicate {wanted}")
    # rules leaves out of a composition what answers None.
    predicate.fn = (lambda *_: True) if way == "yes" else (lambda *_: None)
    predicate.num_args, predicate.var_args, predicate.bind = 0, True, False
