"""The index of words is no table of a model: each database has its own kind."""

from django.db import migrations


def make_index(apps, schema_editor):
    from stories.search import postgres, sqlite

    if schema_editor.connection.vendor == "postgresql":
        for statement in postgres.CREATE:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(sqlite.CREATE)


def drop_index(apps, schema_editor):
    from stories.search import sqlite

    schema_editor.execute(sqlite.DROP)


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
