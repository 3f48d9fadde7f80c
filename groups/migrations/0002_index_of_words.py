from django.db import migrations


def make_index(apps, schema_editor):
    """The index of words is no table of a model: each database has its own kind. It begins with what is there."""
    from groups.search import INDEX, put

    INDEX.make(schema_editor)
    for group in apps.get_model("groups", "Group").objects.iterator():
        put(group)


def drop_index(apps, schema_editor):
    from groups.search import INDEX

    INDEX.unmake(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ("groups", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index),
    ]
