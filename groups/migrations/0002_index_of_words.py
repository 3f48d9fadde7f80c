"""The index of words is no table of a model: each database has its own kind."""

from django.db import migrations

from groups.search import INDEX


def make_index(apps, schema_editor):
    INDEX.make(schema_editor)


def drop_index(apps, schema_editor):
    INDEX.unmake(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
