"""The first cards of a new place. Their words are in the code; a row says only which card it is."""

import clock
from django.db import migrations

from resilience.cards import HOUSE, packed


def add(apps, schema_editor):
    Strategy = apps.get_model("resilience", "Strategy")
    for key, card in HOUSE.items():
        Strategy.objects.create(
            key=key, basis="evidence" if card.source else "experience", situations=packed(card.situations),
            minutes=card.minutes, reviewed_at=clock.now(), read_level="none", read_version="house", read_at=clock.now(),
        )


class Migration(migrations.Migration):
    dependencies = [("resilience", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
