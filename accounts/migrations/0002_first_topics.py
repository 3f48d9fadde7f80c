"""The topics of lived experience that a new installation starts with."""

from django.db import migrations

from accounts.experience import FIRST_TOPICS


def add(apps, schema_editor):
    LivedExperience = apps.get_model("accounts", "LivedExperience")
    for position, (slug, name) in enumerate(FIRST_TOPICS, start=1):
        LivedExperience.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
