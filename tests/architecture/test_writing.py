"""Every write is in a service: no page, form, task or admin button changes a row behind its back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import rules

from tests.architecture import source

WRITES = {
    "create", "save", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "asave", "aupdate", "adelete", "save_m2m",
}  # fmt: skip
# Where rows may be written, with the reason where it is not the obvious one.
ALLOWED = re.compile(
    r"""^(
      [a-z]+/services(/|\.py|_[a-z]+\.py)
    | [a-z]+/(privacy|holdings)(\.py|/)  # erasure: what an app promised to the privacy register
    | peersupport/demo/                  # the demo community; it goes through services where it can
    | peersupport/settings/
    | realtime/                          # has no rows
    | accounts/managers\.py              # create_user, which Django's own commands call
    | accounts/adapter\.py               # allauth hands rows of its own to be saved
    | moderation/detection/              # builds its own tables in memory
    )""",
    re.X,
)
# `update` is also what a dictionary does, and `delete` what a cache or a client of Redis does.
ROWS = re.compile(r"\.objects\b|_manager\b|\.(filter|exclude|visible_to|select_for_update|order_by)\(|_set$|\.all\(\)$")
NO_ROWS = re.compile(r"\b(cache|redis|client|hashlib|session|file|image|body)$", re.I)


def writes_of(path: Path) -> list[tuple[int, str]]:
    """Returns (line, what is called) of everything in a file that writes rows."""
    found = []
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            if ROWS.search(owner) or not (node.func.attr == "update" or NO_ROWS.search(owner) or "super(" in owner):
                found.append((node.lineno, f"{owner}.{node.func.attr}"))
    return found


def test_rows_are_written_in_services_only() -> None:
    wrong = [
        f"{source.name(path)}:{line} {what}"
        for path in source.app_files()
        if not ALLOWED.match(source.name(path))
        for line, what in writes_of(path)
    ]
    assert wrong == []


def test_the_search_for_writes_finds_some() -> None:
    services = [path for path in source.app_files() if "/services" in source.name(path)]
    assert sum(len(writes_of(path)) for path in services) > 5


def is_entry(function: ast.FunctionDef) -> bool:
    return any("durable=True" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_entry_services_take_keywords_only_and_begin_with_the_actor() -> None:
    wrong, seen = [], 0
    for path in source.app_files():
        if "/services" not in source.name(path):
            continue
        for node in source.tree(path).body:
            if isinstance(node, ast.FunctionDef) and is_entry(node) and not node.name.startswith("_"):
                seen += 1
                positional = [*node.args.posonlyargs, *node.args.args]
                if positional:
                    wrong.append(f"{source.name(path)}:{node.lineno} {node.name} takes {positional[0].arg} by place")
                names = [argument.arg for argument in node.args.kwonlyargs]
                if "actor" in names and names[0] != "actor":
                    wrong.append(f"{source.name(path)}:{node.lineno} {node.name} does not begin with actor")
    assert wrong == []
    assert seen > 3


def test_every_public_service_says_what_it_does() -> None:
    wrong = [
        f"{source.name(path)}:{node.lineno} {node.name}"
        for path in source.app_files()
        if "/services" in source.name(path)
        for node in source.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert wrong == []


ASKS = {"require", "can"}


def test_every_service_with_an_actor_asks_a_permission_by_name() -> None:
    """A name that no policy declares raises only when somebody is refused: so the names are looked up here."""
    wrong, seen, known = [], 0, set(rules.permissions.permissions)
    for path in source.app_files():
        if "/services" not in source.name(path):
            continue
        own = functions_of(path)
        functions = {**services_taken_by(path), **own}
        for node in own.values():
            seen += 1
            where = f"{source.name(path)}:{node.lineno} {node.name}"
            for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
                called, given = ast.unparse(call.func), [ast.unparse(one) for one in call.args]
                if called == "PermissionDenied" and given and ast.literal_eval(given[0]) not in known:
                    wrong.append(f"{where} refuses by {given[0]}, which no policy declares")
            named = [argument.arg for argument in node.args.kwonlyargs]
            if is_entry(node) and "actor" in named and not asks(node, functions):
                wrong.append(f"{where} asks no permission")
    assert wrong == []
    assert seen > 50


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in source.tree(path).body if isinstance(node, ast.FunctionDef)}


def services_taken_by(path: Path) -> dict[str, ast.FunctionDef]:
    """The functions of other service files that this one imports by their own name."""
    found: dict[str, ast.FunctionDef] = {}
    for node in source.tree(path).body:
        if isinstance(node, ast.ImportFrom) and "services." in (node.module or ""):
            there = functions_of(source.ROOT / f"{(node.module or '').replace('.', '/')}.py")
            found |= {name.name: there[name.name] for name in node.names if name.name in there and not name.asname}
    return found


def asks(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> bool:
    """Does it call `require` or `can`, itself or in a service that it calls (its own file's, or one it imports)?"""
    names = {ast.unparse(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)} - {node.name}
    return bool(names & ASKS) or any(asks(functions[name], {}) for name in names & set(functions))
