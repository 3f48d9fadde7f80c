"""Who may witness a small step, besides nobody. A module beside this one adds another kind: register, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class Witness:
    """One kind of witness.

    `choices(user)` answers (value, words) of everybody whom `user` may ask. `prepare(actor, value, words)` is called
    before any transaction (words that others read are read by the engine there) and raises where it may not be.
    `attach(commitment, words, prepared)` and `detach(commitment)` are building blocks. `of(commitment)` answers the
    value and a sentence that says to its owner who sees what, or None. `sees_any(user)`: of any step of `user`?
    `read_refused(actor, value, words)` answers what the engine says of words that were not taken, and the group whose
    keepers would learn of them, or None.
    """

    choices: Callable[[Any], list[tuple[str, str]]]
    prepare: Callable[[Any, str, str], Any]
    attach: Callable[[Any, str, Any], None]
    detach: Callable[[Any], None]
    of: Callable[[Any], tuple[str, str] | None]
    sees_any: Callable[[Any], bool]
    read_refused: Callable[[Any, str, str], tuple[Any, Any]]


witnesses: Registry[Witness] = Registry("resilience.witnesses")

# Nobody is a choice like the others, and the first.
NOBODY = ""


def choices_for(user: Any) -> list[tuple[str, str]]:
    """Everybody who may be asked, as a form takes them: "kind:value"."""
    return [(f"{kind}:{value}", label) for kind, witness in witnesses.items() for value, label in witness.choices(user)]


def witness_of(commitment: Any) -> tuple[str, str]:
    """Who witnesses it, as `choices_for` names them, and the sentence for its owner; two empty strings for nobody."""
    for kind, witness in witnesses.items():
        found = witness.of(commitment)
        if found is not None:
            return f"{kind}:{found[0]}", found[1]
    return NOBODY, ""
