"""The one shape of every registry: apps add to it from `AppConfig.ready()`, one page or sweep asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries in the order in which they were added. Adding a name twice is a programming error."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> T:
        if name in self._entries:
            raise ValueError(f"{self.what}: {name} is registered already")
        self._entries[name] = entry
        return entry

    def get(self, name: str) -> T:
        """The entry, or KeyError with the name of the registry."""
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"{self.what}: nothing is registered as {name!r}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._entries.items())
