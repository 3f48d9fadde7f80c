"""Acts of power have one door: nothing but `moderation.decide` and what undoes it reaches their building blocks."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import resolve

import clock
from moderation.middleware import STAYS_OPEN
from tests.architecture import source
from tests.architecture.matrix import Visit
from tests.architecture.targets import targets
from tests.factories.house import House

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FILLED = 2
# What each block is called, and where its name may stand: where it lives, where it is signed, and the one caller.
BLOCKS: dict[str, set[str]] = {
    **dict.fromkeys(
        ("hide_message", "restore_message", "take_away_message", "put_back_message", "note_message", "mute_in_group"),
        {"chat/services/changing.py", "chat/services/__init__.py", "chat/moderation.py"},
    ),
    **dict.fromkeys(
        ("suspend_account", "limit_account", "note_too_young", "give_age_back"),
        {"accounts/services/standing.py", "accounts/services/__init__.py", "moderation/services/effects.py"},
    ),
    "take_back_too_young": {
        "accounts/services/erasure.py", "accounts/services/__init__.py", "moderation/services/effects.py",
    },
    "erase_too_young": {
        "accounts/services/erasure.py", "accounts/services/__init__.py", "moderation/services/goodbyes.py",
    },
    "bar": {"groups/services/blocks.py", "moderation/services/effects.py"},
    "take_back_in": {"groups/services/blocks.py", "moderation/services/effects.py"},
    "bring_about": {"moderation/services/effects.py", "moderation/services/decisions.py"},
    "undo": {
        "moderation/services/effects.py", "moderation/services/decisions.py", "moderation/services/appeals.py",
    },
    "powers": {"moderation/powers.py", "chat/moderation.py", "moderation/services/effects.py"},
    "propose": {"moderation/services/decisions.py", "moderation/services/removals.py"},
}  # fmt: skip
# Columns that say what stands: written where the blocks live, and nowhere else.
COLUMNS: dict[str, set[str]] = {
    "suspended_until": {"accounts/services/standing.py"},
    "limited_until": {"accounts/services/standing.py"},
    "muted_until": {"chat/services/changing.py", "chat/services/rooms.py"},
    "hidden_at": {
        "chat/services/changing.py",
        "resilience/services/moderating.py",
        "resilience/services/strategies.py",
        "stories/services/moderating.py",
    },
    # Who was at a meeting is noted, too.
    "noted_at": {"chat/services/changing.py", "meetings/services/attendance.py", "stories/services/moderating.py"},
}


def names_in(tree: ast.AST) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def written_in(tree: ast.AST) -> set[str]:
    """Attributes that are assigned to, names of keyword arguments of update and create, names given as text."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            found |= {one.attr for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Attribute)}
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("update", "create", "_set"):
            found |= {keyword.arg for keyword in node.keywords if keyword.arg}
            found |= {str(one.value) for one in node.args if isinstance(one, ast.Constant)}
    return found


def test_the_blocks_of_power_are_called_from_one_place() -> None:
    used: dict[str, set[str]] = {name: set() for name in BLOCKS}
    for path in source.app_files():
        for name in names_in(source.tree(path)) & set(BLOCKS):
            used[name].add(source.name(path))
    assert used == BLOCKS


def test_the_columns_of_power_are_written_in_one_place() -> None:
    written: dict[str, set[str]] = {name: set() for name in COLUMNS}
    for path in source.app_files():
        if "/services" in source.name(path) or "/views" in source.name(path):
            for name in written_in(source.tree(path)) & set(COLUMNS):
                written[name].add(source.name(path))
    assert written == COLUMNS


# What somebody who is suspended still comes to, by the names of the addresses.
STAY = {
    "care:help", "care:help_young", "care:help_country", "care:services", "care:service", "care:help_kept",
    "care:help_for", "care:did_not_work", "care:plan", "care:plan_write", "care:plan_now", "care:plan_now_step",
    "care:plan_print", "care:plan_device", "care:plan_remove", "care:plan_share", "care:plan_share_end",
    "care:shared", "care:circle", "care:circle_entry", "care:circle_remove", "care:bring",
    "accounts:welcome", "accounts:onboarding", "accounts:too_young", "accounts:you", "accounts:new_codes",
    "accounts:privacy", "accounts:give_consent", "accounts:withdraw_consent", "accounts:download", "accounts:erase",
    "chat:take_words_back", "chat:held",
    "accounts:end_session", "accounts:back_by_code", "notifications:choose",
    "notifications:devices", "notifications:end_device",
    "moderation:conversations", "moderation:conversation", "moderation:choice", "moderation:decline",
    "moderation:place", "moderation:tell_room", "moderation:what_to_say", "moderation:more_help",
    "moderation:appeal", "moderation:need_help", "moderation:send_to_team", "moderation:still_here",
    "stories:mine", "stories:write", "stories:draft", "stories:look", "stories:remove_draft", "stories:take_back",
    "stories:remove_answer", "stories:wishes",
    "resilience:growth", "resilience:check_in", "resilience:remove_check_in", "resilience:milestone",
    "resilience:remove_milestone", "resilience:steps", "resilience:step",
    "resilience:journal", "resilience:entry", "resilience:remove_entry",
    "resilience:toolbox", "resilience:tool", "resilience:take_back",
    "resilience:exercises", "resilience:words", "resilience:asked",
    "plain_page", "offline", "service_worker", "jsi18n", "health_live", "health_ready",
}  # fmt: skip


@pytest.mark.parametrize("who", ["ana", "ben", "mo", "ada"])
def test_a_suspended_account_comes_to_what_is_theirs_and_to_help_and_nowhere_else(who: str, house: House) -> None:
    people: Any = type(house.people[who]).objects.filter(pk=house.people[who].pk)
    visit = Visit(house, who)
    people.update(suspended_until=clock.now() + timedelta(days=3))
    open_to, closed = set(), set()
    tried: Counter[str] = Counter()
    for target in targets(house):
        # The door stands before the address, whatever it is filled with.
        tried[target.name] += 1
        if tried[target.name] > FILLED:
            continue
        seen = visit.send("GET", target.path)
        name = resolve(target.path.partition("?")[0]).view_name
        if seen.status == 302 and seen.place == "/conversations/" and not target.path.startswith(STAYS_OPEN):
            closed.add(name)
        elif not name.startswith(("account_", "mfa_", "usersessions_")):
            open_to.add(name)
    assert open_to == STAY
    assert len(closed) > 60 and not closed & STAY
