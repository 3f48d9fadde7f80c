"""The database and the models say the same, on whichever database the tests run."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture import source


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_each_app_has_one_end_of_its_migrations() -> None:
    assert MigrationLoader(connection).detect_conflicts() == {}


def test_migrations_of_an_app_depend_downward() -> None:
    wrong = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        for other, _ in migration.dependencies:
            if app in source.FLOOR and other in source.FLOOR and not source.may_know(app, other):
                wrong.append(f"{app}.{name} depends on {other}")
    assert wrong == []


def test_every_model_of_ours_has_an_id_for_the_outside() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in source.FLOOR]
    wrong = [model._meta.label for model in ours if not any(field.name == "uid" for field in model._meta.get_fields())]
    assert len(ours) > 10
    assert wrong == []
