"""The privacy register: what the platform holds of a person, for how long, and how it is given back or erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry import Registry
from rows import require_transaction


class Class(StrEnum):
    """Who may know a field, from widest to narrowest."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUP = "group"
    PRIVATE = "private"
    SENSITIVE = "sensitive"
    SAFEGUARDING = "safeguarding"
    TECHNICAL = "technical"


def nothing_to_export(account: Any) -> list[dict[str, Any]]:
    return []


def nothing_to_erase(account: Any) -> None:
    return None


def erase_rows(model: Any, owner: str = "owner") -> Callable[[Any], None]:
    """For `Holding.erase`: every row of `model` whose `owner` is the account goes whole."""

    def erase(account: Any) -> None:
        require_transaction()
        model.objects.filter(**{owner: account}).delete()

    return erase


@dataclass(frozen=True)
class Holding:
    """One model and what becomes of its rows when their person asks.

    `fields` names the class of every concrete field; `retention` is a sentence in plain words. `export` gives back
    rows that JSON can hold; `erase` is a building block, called inside the transaction of the erasure.
    """

    model: type
    kind: str
    fields: dict[str, Class]
    retention: Any
    export: Callable[[Any], list[dict[str, Any]]] = nothing_to_export
    erase: Callable[[Any], None] = nothing_to_erase
    about: Any = field(default="")


# Apps add in the order of the floors, so that walking it backwards erases from the roof down.
holdings: Registry[Holding] = Registry("accounts.privacy")
