"""The printed registers are fresh, and the privacy register names every field of every table."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.functional import Promise

from accounts.models import User
from accounts.privacy import Class, holdings
from peersupport.registers import permissions_page, privacy_table, with_register
from tests.architecture import source

# Tables of the framework in which nobody is: kinds of rows, and permissions that this project does not use.
NOBODY_IN_IT = {"contenttypes.ContentType", "auth.Permission", "auth.Group"}


def fields_of(model: Any) -> set[str]:
    return {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}


def test_the_page_of_permissions_is_fresh() -> None:
    assert (source.ROOT / "docs/permissions.md").read_text() == permissions_page(), (
        "run manage.py print_permissions --write"
    )


def test_the_page_of_permissions_has_every_permission_and_reads_well() -> None:
    page = permissions_page()
    assert "| `groups.keep` |" in page and "| `chat.post_message` |" in page
    assert "| `is_signed_in & is_admin & ~is_own_account` |" in page


def test_the_register_of_privacy_is_fresh() -> None:
    page = (source.ROOT / "docs/privacy.md").read_text()
    assert page == with_register(page), "run manage.py print_privacy_register --write"
    assert "| moderation.CaseEvidence |" in privacy_table()


def test_a_page_without_a_place_for_the_register_is_not_overwritten() -> None:
    with pytest.raises(ValueError):
        with_register("# Privacy\n")


@pytest.mark.parametrize("command", ["print_permissions", "print_privacy_register"])
def test_the_commands_print(command: str, capsys: Any) -> None:
    call_command(command)
    assert "| `accounts.export` |" in (said := capsys.readouterr().out) or "| accounts.User |" in said


def test_the_register_names_every_field_of_every_table() -> None:
    registered = {holding.model: set(holding.fields) for holding in holdings}
    wrong = {
        model._meta.label: sorted(fields_of(model) ^ registered.get(model, set()))
        for model in apps.get_models()
        if model._meta.label not in NOBODY_IN_IT and fields_of(model) ^ registered.get(model, set())
    }
    assert wrong == {}
    assert len(registered) > 30


def test_the_register_holds_no_table_that_is_gone() -> None:
    assert {holding.model for holding in holdings} <= set(apps.get_models())


def test_every_entry_says_how_long_and_of_which_class() -> None:
    for holding in holdings:
        assert isinstance(holding.retention, Promise) and str(holding.retention).strip(), holding.model
        assert holding.fields and all(isinstance(kind, Class) for kind in holding.fields.values()), holding.model


def test_what_points_at_an_account_is_erased_or_said_to_stay() -> None:
    """A table with a line to the account either has an eraser, or goes with the account or with what hangs on it."""
    by_model = {holding.model: holding for holding in holdings}
    wrong = []
    for model in by_model:
        for field in model._meta.concrete_fields:
            if field.related_model is User and field.remote_field.on_delete.__name__ != "CASCADE":
                if by_model[model].erase.__name__ == "nothing_to_erase":
                    wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []
