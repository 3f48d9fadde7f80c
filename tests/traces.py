"""Words that somebody typed into a search leave no trace: in no log, no cache and no table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models


def kept_nowhere(words: str, caplog: pytest.LogCaptureFixture) -> None:
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert words not in said
    assert words not in repr(getattr(cache, "_cache", {}))
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = model._default_manager.values_list(field.name, flat=True)
                assert not [value for value in values if words in str(value)], field
