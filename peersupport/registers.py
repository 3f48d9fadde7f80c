"""The registers of permissions and of what is held of people, as pages of the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rules
from django.utils import translation

from accounts.privacy import holdings

BEGIN, END = "<!-- register: begin -->", "<!-- register: end -->"


def permissions_page() -> str:
    """docs/permissions.md: every named permission with the tests it is made of."""
    lines = [
        "# Permissions",
        "",
        "Every permission is one named predicate in an app’s `policies.py`; pages, sockets and services ask by",
        "name through `accounts.access`. This page is printed by `manage.py print_permissions --write`; a test fails",
        "when it is stale.",
        "`&` means and, `|` or, `~` not. Superusers get no answer that others do not get.",
        "",
    ]
    app = ""
    for name, predicate in sorted(rules.permissions.permissions.items()):
        if name.partition(".")[0] != app:
            app = name.partition(".")[0]
            lines += ["", f"## {app}", "", "| permission | is made of |", "| --- | --- |"]
        lines.append(f"| `{name}` | {made_of(predicate)} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def made_of(predicate: Any) -> str:
    """A predicate as people read it, such as `is_signed_in & ~is_hidden`; the bar is escaped for a table."""
    name = str(predicate.name)
    before = ""
    while name != before:
        before = name
        # A chain of one kind needs no brackets.
        name = re.sub(r"\(([^()|]+)\)(?= &)", r"\1", name)
        name = re.sub(r"^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$", r"\1", name)
    return f"`{name}`".replace("|", "\\|")


def privacy_table() -> str:
    """The register for docs/privacy.md: each table, its fields by class, how long, exported or not, erased or not."""
    with translation.override("en"):
        return "\n".join(_privacy_lines()) + "\n"


def _privacy_lines() -> Iterator[str]:
    yield "| table | fields by class | kept | in the export | erased with the account |"
    yield "| --- | --- | --- | --- | --- |"
    for holding in holdings:
        classes: dict[str, list[str]] = {}
        for name, kind in holding.fields.items():
            classes.setdefault(str(kind), []).append(name)
        fields = "; ".join(f"**{kind}**: {', '.join(names)}" for kind, names in classes.items())
        label = holding.model._meta.label  # type: ignore[attr-defined]
        exported, erased = (_says(holding, one) for one in ("export", "erase"))
        yield f"| {label} | {fields} | {holding.retention} | {exported} | {erased} |"


def _says(holding: Any, what: str) -> str:
    return "no" if getattr(holding, what).__name__ == f"nothing_to_{what}" else "yes"


def with_register(page: str) -> str:
    """The page with the table between its two marks renewed; ValueError where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the register")
    return f"{before}{begin}\n\n{privacy_table()}\n{end}{after}"
