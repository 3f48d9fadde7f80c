"""What the registers of this floor have in common."""

from __future__ import annotations

from typing import Any


def erase_owned(model: Any) -> Any:
    """Erasure of everything in `model` that belongs to the account."""

    def erase(account: Any) -> None:
        model.objects.filter(owner=account).delete()

    return erase
