"""Whom the floors above know around somebody: people of this house, beside those whom they wrote down themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class Known:
    """Somebody, by the name and the drawing that the owner of the page knows; `href` leads to where they meet."""

    name: str
    seed: str
    kind: str
    words: str = ""
    href: str = ""
    link: str = ""


# Called with the owner of a support circle. What is answered stands on that page alone, and is kept nowhere.
around: Registry[Callable[[Any], list[Known]]] = Registry("care.around")


def known_around(user: Any) -> list[Known]:
    """Everybody whom the floors above know around `user`."""
    return [known for ask in around for known in ask(user)]
