"""Calls go down. import-linter sees imports; this sees what escapes it: strings, templates, the ground floor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.architecture import source

# These belong to the roof wherever they are included from.
SHARED = ("base.html", "components/", "allauth/", "account/", "mfa/", "usersessions/")
TAG = re.compile(r"{%\s*(url|include|extends)\s+[\"']([^\"']+)[\"']")


def upward(app: str, other: str) -> bool:
    return other in source.FLOOR and app in source.FLOOR and not source.may_know(app, other)


def test_every_app_has_a_floor() -> None:
    apps = {path.parent.name for path in source.ROOT.glob("*/apps.py")}
    assert apps and apps <= set(source.FLOOR)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


def test_imports_go_down_also_inside_functions_and_on_the_ground_floor() -> None:
    wrong = []
    for path in source.app_files():
        app = source.app_of(path)
        for line, other in imported(path):
            on_the_ground = source.FLOOR[app] == 0 and other in source.FLOOR and source.FLOOR[other] == 0
            if upward(app, other) and not on_the_ground:
                wrong.append(f"{source.name(path)}:{line} imports {other}")
    assert wrong == []


def test_only_live_code_knows_the_event_loop() -> None:
    allowed = re.compile(r"^(realtime/|peersupport/(asgi|serve|management)|[a-z]+/topics)")
    wrong = [
        f"{source.name(path)}:{line} imports {module}"
        for path in source.app_files()
        for line, module in imported(path)
        if module in ("asgiref", "channels") and not allowed.match(source.name(path))
    ]
    assert wrong == []


def test_relations_between_models_point_down() -> None:
    wrong, seen = [], 0
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model not in (None, "self"):
                seen += 1
                if upward(model._meta.app_label, field.related_model._meta.app_label):
                    wrong.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert wrong == []
    assert seen > 20


def test_nobody_looks_models_up_by_name_or_asks_has_perm() -> None:
    banned = {"get_model", "has_perm", "has_perms", "has_module_perms"}
    wrong = [
        f"{source.name(path)}:{node.lineno} {node.func.attr}"
        for path in source.app_files()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in banned
    ]
    assert wrong == []


def owners(patterns: list[URLPattern | URLResolver], inside: str = "") -> Iterator[tuple[str, str]]:
    """Yields (name with namespace, package of its view) of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from owners(pattern.url_patterns, space)
        elif pattern.name:
            yield f"{inside}{pattern.name}", pattern.callback.__module__.partition(".")[0]


def test_templates_link_and_include_downward() -> None:
    owner = dict(owners(get_resolver().url_patterns))
    wrong, seen = [], 0
    for path in source.files(".html", ".txt", under="templates/"):
        inside = path.relative_to(source.ROOT / "templates").as_posix()
        app = inside.partition("/")[0]
        if inside.startswith(SHARED) or app not in source.FLOOR:
            continue
        for kind, target in TAG.findall(source.text(path)):
            seen += 1
            other = owner.get(target, "") if kind == "url" else target.partition("/")[0]
            if not (kind != "url" and target.startswith(SHARED)) and upward(app, other):
                wrong.append(f"{source.name(path)}: {kind} {target}")
            if kind == "url" and target not in owner:
                wrong.append(f"{source.name(path)}: {target} is no address of ours")
    assert wrong == []
    assert seen > 3


def test_python_reverses_downward() -> None:
    owner = dict(owners(get_resolver().url_patterns))
    wrong = []
    for path in source.app_files():
        for node in ast.walk(source.tree(path)):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called, target = ast.unparse(node.func).rpartition(".")[2], node.args[0].value
            if called in ("reverse", "reverse_lazy", "redirect") and isinstance(target, str) and ":" in target:
                if upward(source.app_of(path), owner.get(target, "")):
                    wrong.append(f"{source.name(path)}:{node.lineno} {target}")
    assert wrong == []
