"""Sealing anew under the first key of FIELD_KEYS, so that an old key can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from accounts.sealed import SECOND_FACTOR, SealedTextField, aad_of, is_under_first_key, open_text, seal_text
from audit import services as audit

BATCH = 200
# What allauth's rows hold under the seal: the secret of an authenticator app, the seed of recovery codes.
SECRETS = {"secret", "seed"}


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every sealed field of every model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


@transaction.atomic(durable=True)
def rotate_some(*, model: Any, field: SealedTextField, after: int) -> tuple[int, int]:
    """One batch of one field, beginning after a primary key: (how many were sealed anew, the last primary key).

    The last key is 0 when there is nothing more. Raises CannotOpen where the old key is missing.
    """
    rows = list(model._default_manager.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
    count = 0
    for row in rows:
        old = getattr(row, field.attname).ciphertext
        if old and not is_under_first_key(old):
            place = aad_of(row, field.attname)
            model._default_manager.filter(pk=row.pk).update(**{field.attname: seal_text(open_text(old, place), place)})
            count += 1
    if count:
        audit.record(verb="sealed.rotated", reason=f"{model._meta.label_lower}.{field.attname}"[:64])
    return count, rows[-1].pk if len(rows) == BATCH else 0


@transaction.atomic(durable=True)
def rotate_second_factors() -> int:
    """The secrets that allauth keeps for us, sealed through its adapter."""
    count = 0
    for row in Authenticator.objects.select_for_update():
        fresh = {key: _anew(value) if key in SECRETS else value for key, value in row.data.items()}
        if fresh != row.data:
            Authenticator.objects.filter(pk=row.pk).update(data=fresh)
            count += 1
    return count


def _anew(value: str) -> str:
    return value if is_under_first_key(value) else seal_text(open_text(value, SECOND_FACTOR), SECOND_FACTOR)
