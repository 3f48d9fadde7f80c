"""The line at 18, kept by the database: no group and no private room holds people of both sides.

Triggers on both databases, because a rule about four tables is no constraint of one row. Whoever adds a way in and
forgets to ask is refused here. They are put up after every migration. On SQLite they are taken down before one, because
SQLite makes a table anew to change it and refuses to rename it while a trigger elsewhere names it. On PostgreSQL they
stand meanwhile, too, also where a migration fails: one that changes the type of a column named here drops the trigger
in its own transaction.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

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


def statements(vendor: str) -> dict[str, list[str]]:
    """What puts each trigger up, by its name."""
    made: dict[str, list[str]] = {}
    for name, (table, columns, wrong, whose) in RULES.items():
        if vendor == "sqlite":
            made[f"{PREFIX}_{name}_new"] = [_sqlite(f"{PREFIX}_{name}_new", "INSERT", table, wrong)]
            made[f"{PREFIX}_{name}"] = [_sqlite(f"{PREFIX}_{name}", f"UPDATE OF {columns}", table, wrong)]
        else:
            made[f"{PREFIX}_{name}"] = _postgres(f"{PREFIX}_{name}", table, columns, wrong, whose)
    for name, (table, columns, wrong) in FIXED.items():
        if vendor == "sqlite":
            made[f"{PREFIX}_{name}"] = [_sqlite(f"{PREFIX}_{name}", f"UPDATE OF {columns}", table, wrong)]
        else:
            made[f"{PREFIX}_{name}"] = _postgres(f"{PREFIX}_{name}", table, columns, wrong, "", insert=False)
    return made


def _sqlite(name: str, when: str, table: str, wrong: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _postgres(function: str, table: str, columns: str, wrong: str, whose: str, *, insert: bool = True) -> list[str]:
    # Somebody who comes in while the team changes their age waits for it, or is waited for.
    held = f"PERFORM 1 FROM accounts_profile WHERE user_id = {whose} FOR SHARE;" if whose else ""
    return [
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              {held}
              IF {wrong} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF;
              RETURN NEW;
            END $$""",
        f"""CREATE OR REPLACE TRIGGER {function} BEFORE {"INSERT OR " if insert else ""}UPDATE OF {columns} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {function}()""",
    ]


def _standing(cursor: Any, vendor: str) -> set[str]:
    """Triggers that are up."""
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
        if vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname LIKE %s",
        [PREFIX + "%"],
    )
    return {name for (name,) in cursor.fetchall()}


def all_stand(using: str = "default") -> bool:
    """Is every trigger up? One that is switched off is not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        return statements(connection.vendor).keys() <= _standing(cursor, connection.vendor)


def take_down(using: str = "default", **_: Any) -> None:
    """Before a migration, on SQLite."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name in _standing(cursor, connection.vendor):
            cursor.execute(f"DROP TRIGGER {name}")


def put_up(using: str = "default", **_: Any) -> None:
    """After a migration, and after the tables were emptied. Each that is missing goes up.

    On PostgreSQL all are written over, in one transaction: a rule that changed holds from then on, and none is away.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if "ages" not in {one.name for one in _columns(connection, cursor)}:
            # A migration that stopped on the way here.
            return
        standing = _standing(cursor, connection.vendor) if connection.vendor == "sqlite" else set()
        for name, made in statements(connection.vendor).items():
            for statement in made if name not in standing else []:
                cursor.execute(statement)


def _columns(connection: Any, cursor: Any) -> list[Any]:
    if "chat_room" not in connection.introspection.table_names(cursor):
        return []
    found: list[Any] = connection.introspection.get_table_description(cursor, "chat_room")
    return found
