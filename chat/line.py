"""The line at 18, kept by the database: no group and no private room holds people of both sides.

Triggers on both databases, because a rule about four tables is no constraint of one row. Whoever adds a way in and
forgets to ask is refused here. They are put up after every migration and, on SQLite, taken down before one, because
SQLite makes a table anew to change it and refuses to rename it while a trigger elsewhere names it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

PREFIX = "line_at_18"
SAID = "people under 18 and adults are never in one group or private room"

# `{p}` is the profile of who it is about.
MINOR = "COALESCE({p}.age_band, '') = 'minor'"
APPROVED = "COALESCE({p}.age_band, '') IN ('young', 'adult', 'older') AND {p}.approved_for_young_at IS NOT NULL"
# Where an approved adult is with the young: in a group that they keep, and in rooms where the others are, too.
IN_GROUP = f"""(({MINOR}) <> ({{g}}.ages = 'under_18')
    AND NOT ({{g}}.ages = 'under_18' AND {{m}}.role <> 'member' AND ({APPROVED})))
    OR (({MINOR}) AND {{m}}.role <> 'member')"""
IN_ROOM = f"""(({MINOR}) <> ({{r}}.ages = 'under_18')
    AND NOT ({{r}}.ages = 'under_18' AND {{r}}.kind IN ('group', 'meeting') AND ({APPROVED})))"""
OWNER = "COALESCE({c}.account_id, (SELECT o.account_id FROM groups_membership o WHERE o.id = {c}.membership_id))"

PERSON_IN_ROOM = OWNER.format(c="NEW")
# Table, columns, what is refused, and whose profile must not change meanwhile.
RULES: dict[str, tuple[str, str, str, str]] = {
    "membership": (
        "groups_membership",
        "state, role, group_id, account_id",
        f"""NEW.state <> 'ended' AND EXISTS (
            SELECT 1 FROM groups_group g LEFT JOIN accounts_profile p ON p.user_id = NEW.account_id
            WHERE g.id = NEW.group_id AND ({IN_GROUP.format(p="p", g="g", m="NEW")}))""",  # noqa: S608
        "NEW.account_id",
    ),
    "participant": (
        "chat_participant",
        "ended_at, room_id, membership_id, account_id",
        f"""NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM chat_room r LEFT JOIN accounts_profile p ON p.user_id = {PERSON_IN_ROOM}
            WHERE r.id = NEW.room_id AND {IN_ROOM.format(p="p", r="r")})""",  # noqa: S608
        PERSON_IN_ROOM,
    ),
    "room": (
        "chat_room",
        "ages, group_id",
        """NEW.group_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM groups_group g WHERE g.id = NEW.group_id AND g.ages <> NEW.ages)""",
        "",
    ),
}
# What never changes once it is there.
FIXED: dict[str, tuple[str, str, str]] = {
    "group_stays": ("groups_group", "ages", "OLD.ages <> NEW.ages"),
    "room_stays": ("chat_room", "ages, kind", "OLD.ages <> NEW.ages OR OLD.kind <> NEW.kind"),
    # A band that says neither side (too young, not said) is no way over: the next one is asked again.
    "profile": (
        "accounts_profile",
        "age_band, approved_for_young_at, user_id",
        f"""NEW.age_band NOT IN ('', 'under') AND (
            EXISTS (SELECT 1 FROM groups_membership m JOIN groups_group g ON g.id = m.group_id
                WHERE m.account_id = NEW.user_id AND m.state <> 'ended' AND ({IN_GROUP.format(p="NEW", g="g", m="m")}))
            OR EXISTS (SELECT 1 FROM chat_participant c JOIN chat_room r ON r.id = c.room_id
                WHERE c.ended_at IS NULL AND (c.account_id = NEW.user_id OR c.membership_id IN (
                    SELECT o.id FROM groups_membership o WHERE o.account_id = NEW.user_id))
                AND {IN_ROOM.format(p="NEW", r="r")}))""",  # noqa: S608
    ),
}


def statements(vendor: str) -> list[str]:
    """What puts the triggers up."""
    made = []
    for name, (table, columns, wrong, whose) in RULES.items():
        made += (
            _sqlite(name, table, columns, wrong)
            if vendor == "sqlite"
            else _postgres(name, table, columns, wrong, whose)
        )
    for name, (table, columns, wrong) in FIXED.items():
        if vendor == "sqlite":
            made.append(_sqlite_one(f"{PREFIX}_{name}", f"UPDATE OF {columns}", table, wrong))
        else:
            made += _postgres(name, table, columns, wrong, "", insert=False)
    return made


def _sqlite_one(name: str, when: str, table: str, wrong: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _sqlite(name: str, table: str, columns: str, wrong: str) -> list[str]:
    return [
        _sqlite_one(f"{PREFIX}_{name}_new", "INSERT", table, wrong),
        _sqlite_one(f"{PREFIX}_{name}", f"UPDATE OF {columns}", table, wrong),
    ]


def _postgres(name: str, table: str, columns: str, wrong: str, whose: str, *, insert: bool = True) -> list[str]:
    # Somebody who comes in while the team changes their age waits for it, or is waited for.
    held = f"PERFORM 1 FROM accounts_profile WHERE user_id = {whose} FOR SHARE;" if whose else ""
    function = f"{PREFIX}_{name}"
    return [
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              {held}
              IF {wrong} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF;
              RETURN NEW;
            END $$""",
        f"""CREATE TRIGGER {function} BEFORE {"INSERT OR " if insert else ""}UPDATE OF {columns} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {function}()""",
    ]


def _standing(cursor: Any, vendor: str) -> dict[str, str]:
    """Triggers that are up, and their tables."""
    if vendor == "sqlite":
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [PREFIX + "%"]
        )
    else:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
            [PREFIX + "%"],
        )
    return dict(cursor.fetchall())


def take_down(using: str = "default", **_: Any) -> None:
    """Before a migration."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _standing(cursor, connection.vendor).items():
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER {name}{on}")


def put_up(using: str = "default", **_: Any) -> None:
    """After a migration, and after the tables were emptied. Putting up what is up does nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if _standing(cursor, connection.vendor):
            return
        if "ages" not in {one.name for one in _columns(connection, cursor)}:
            # A migration that stopped on the way here.
            return
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def _columns(connection: Any, cursor: Any) -> list[Any]:
    if "chat_room" not in connection.introspection.table_names(cursor):
        return []
    found: list[Any] = connection.introspection.get_table_description(cursor, "chat_room")
    return found
