"""Words are shown to the floors above before a service locks anything: a reading may take its time, a lock may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from groups import signals
from groups.models import Group
from groups.words import clean_line

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Ahead:
    """Texts as they will be stored, in the language and for the sensitivity of their group."""

    texts: tuple[str, ...] = ()
    language: str = "en"
    sensitivity: str = Group.Sensitivity.USUAL

    @classmethod
    def in_group(cls, group: Group, *texts: str) -> Ahead:
        """Texts of a group that is there already, cleaned by whoever stores them."""
        return cls(texts, group.language, group.sensitivity)


NOTHING = Ahead()


def name_in_group(*, group: Group, display_name: str, **_: Any) -> Ahead:
    """The name of somebody who comes into `group`."""
    return Ahead.in_group(group, clean_line(display_name))


def reads_ahead(words: Callable[..., Ahead]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Stands outside the transaction of an entry service; `words` is called with the keywords of the service."""

    def around(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def outside(*args: P.args, **kwargs: P.kwargs) -> R:
            _say(words(**kwargs))
            try:
                return service(*args, **kwargs)
            finally:
                _say(NOTHING)

        return outside

    return around


def _say(ahead: Ahead) -> None:
    signals.texts_ahead.send(
        sender=Group,
        texts=tuple(text for text in dict.fromkeys(ahead.texts) if text),
        language=ahead.language,
        sensitivity=ahead.sensitivity,
    )
