"""What every table has: a big integer inside, a random uid for URLs and frames."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models, transaction


class Row(models.Model):
    """Abstract. `uid` is the only id that may leave the building."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def take_uid(self, uid: uuid.UUID | None) -> None:
        """The one that an open form was given: sent twice, it is stored once. What another row has stays with it."""
        if uid and not type(self)._default_manager.filter(uid=uid).exists():
            self.uid = uid


class NotInTransaction(RuntimeError):
    """A building block was called outside a transaction: its effects could not be rolled back together."""


def require_transaction(using: str | None = None) -> None:
    """Building blocks call this first; entry services open the transaction."""
    if not transaction.get_connection(using).in_atomic_block:
        raise NotInTransaction("a building block needs an entry service's transaction around it")


def effect(call: Any) -> None:
    """Run `call` after commit. It may be lost, and an error in it never reaches the person whose work was saved."""
    transaction.on_commit(call, robust=True)
