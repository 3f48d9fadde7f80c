"""A pytest plugin that breaks one guard before the tests run: `BREAK=perm:groups.keep pytest -p tools.broken …`.

What can be broken:
    perm:<name>              the permission says yes to everybody who is signed in
    rows:<model>.<method>    that queryset method leaves nothing out (visible_to, kept_by, of_author, …)
    post:<code>              that reason for refusing a post is never found
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

# Methods of querysets that answer who may know of a row.
GUARDS = ("visible_to", "joined_by", "kept_by", "of", "of_author")


def everything_that_can_be_broken() -> Iterator[str]:
    """Yields every value that BREAK may have. Needs Django to be set up."""
    import rules
    from django.apps import apps

    from chat.policies import POSTING

    # Open to everybody already.
    yield from (f"perm:{name}" for name in sorted(rules.permissions.permissions) if name != "groups.discover")
    for model in apps.get_models():
        queryset = type(model._default_manager.all())
        if queryset.__module__.partition(".")[0] == model._meta.app_label:
            for method in GUARDS:
                if method in vars(queryset):
                    yield f"rows:{model._meta.label}.{method}"
    yield from (f"post:{code}" for code, _ in POSTING)


def break_it(what: str) -> None:
    """Break one guard in this process; KeyError for one that does not exist."""
    kind, _, name = what.partition(":")
    {"perm": _permission, "rows": _rows, "post": _posting}[kind](name)


def _permission(name: str) -> None:
    import rules

    if not rules.perm_exists(name):
        raise KeyError(name)

    def signed_in(user: Any, obj: Any = None) -> bool:
        return bool(getattr(user, "is_authenticated", False))

    rules.set_perm(name, rules.predicate(signed_in))


def _rows(name: str) -> None:
    from django.apps import apps

    label, _, method = name.rpartition(".")
    model: Any = next(model for model in apps.get_models() if model._meta.label == label)
    queryset = type(model._default_manager.all())
    if method not in vars(queryset):
        raise KeyError(name)

    def leaves_nothing_out(self: Any, user: Any) -> Any:
        return self.all()

    setattr(queryset, method, leaves_nothing_out)


def _posting(code: str) -> None:
    from chat.policies import POSTING

    place = next(number for number, (found, _) in enumerate(POSTING) if found == code)
    del POSTING[place]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    # As late as this, so that modules which ask a permission while they are imported ask the whole one.
    if what := os.environ.get("BREAK", ""):
        break_it(what)
