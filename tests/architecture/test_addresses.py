"""Every address and every live topic has a declared policy; what is declared exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from realtime.topics import topics
from tests.architecture.addresses import ADDRESSES, MODEL_PAGES, OPERATIONS, TOPICS, row_of
from tests.architecture.standing import AUDIENCES


def names(patterns: Any = None, inside: str = "") -> Iterator[str]:
    """Yields the name, with its namespace, of every pattern; a nameless one is its namespace alone."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{inside}{pattern.namespace}:" if pattern.namespace else inside)
        else:
            yield inside + (pattern.name or "")


def test_every_address_has_a_declared_policy() -> None:
    found = set(names())
    assert len(found) > 150
    assert sorted(name for name in found if row_of(name) is None) == []


def test_no_policy_is_declared_for_an_address_that_is_gone() -> None:
    assert sorted(set(ADDRESSES) - set(names())) == []


def test_every_policy_names_an_audience() -> None:
    rows = [*ADDRESSES.values(), *MODEL_PAGES.values()]
    used = {audience for row in rows for audience in (row.get, row.post) if audience} | set(TOPICS.values())
    assert used <= set(AUDIENCES)
    assert all(row.get or row.post for row in rows)


def test_every_live_topic_and_operation_has_a_declared_policy() -> None:
    found = {name: set(topic.operations) for name, topic in topics.items()}
    assert found == OPERATIONS
    assert set(found) == set(TOPICS)


def test_an_address_without_a_row_would_be_seen() -> None:
    assert row_of("groups:somewhere_new") is None and row_of("admin:groups_group_explode") is None


def callbacks(patterns: Any = None) -> Iterator[Any]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from callbacks(pattern.url_patterns)
        else:
            yield pattern.callback


def test_only_what_acts_for_nobody_takes_a_post_without_a_token() -> None:
    """Searching for help, a group, a story or a strategy changes nothing, a number that did not work is told by nobody
    in particular, and a shared plan opens with its link and its code, whoever is signed in."""
    without = {f"{view.__module__}.{view.__name__}" for view in callbacks() if getattr(view, "csrf_exempt", False)}
    assert without == {
        "care.views.checking.did_not_work", "care.views.directory.services_page", "care.views.sharing.shared",
        "groups.views.finding.discover", "peersupport.views.search", "stories.views.reading.discover",
        "resilience.views.strategies.shelf",
    }  # fmt: skip


def test_only_a_search_is_sent_and_taken_for_something_that_is_only_shown() -> None:
    """Whatever else is sent asks the tables themselves who may do it (accounts/standing.py)."""
    shows = {f"{view.__module__}.{view.__name__}" for view in callbacks() if getattr(view, "only_shows", False)}
    assert shows == {
        "groups.views.finding.discover", "peersupport.views.search", "stories.views.reading.discover",
        "resilience.views.strategies.shelf",
    }  # fmt: skip
