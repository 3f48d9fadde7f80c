"""PostgreSQL: a table of text vectors with a GIN index. Words were folded before, so the configuration is `simple`."""

from __future__ import annotations

from typing import Any

# Words that so many rows hold at most are rare ones.
RARE_MOST = 2000


def making(table: str, key: str) -> tuple[str, ...]:
    return (
        f"CREATE TABLE {table} ({key} bigint PRIMARY KEY, scope text NOT NULL, words tsvector NOT NULL)",
        f"CREATE INDEX {table}_words ON {table} USING gin (words)",
    )


def put(cursor: Any, table: str, key: str, pk: int, scope: str, title: str, text: str) -> None:
    """Add the words of one row; it is not there yet."""
    cursor.execute(
        f"INSERT INTO {table} ({key}, scope, words) VALUES "  # noqa: S608 - constants of the code
        "(%s, %s, to_tsvector('simple', %s) || to_tsvector('simple', %s))",
        [pk, scope, title, text],
    )


def drop(cursor: Any, table: str, key: str, pk: int) -> None:
    """Forget one row. Twice is harmless."""
    cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [pk])  # noqa: S608 - constants of the code


def tidy(cursor: Any, table: str) -> None:
    """The database does it by itself."""


def newest(
    table: str, key: str, asked: list[str], scopes: list[str], *, before: int | None, limit: int, prefix: bool
) -> tuple[str, list[Any]]:
    """The question, and its values, for ids of the newest rows with every word, older than `before`.

    Words and scopes are letters and digits only.
    """
    query = " & ".join(f"'{word}'{':*' if prefix else ''}" for word in asked)
    older, values = (f"AND {key} < %s", [scopes, before]) if before is not None else ("", [scopes])
    hits = f"FROM {table} WHERE words @@ to_tsquery('simple', %s)"
    # Where few rows hold the words, these are found by the index and put in order. Left to itself, the database
    # walks from the newest row back, and past nearly all of them; with common words that walk is the short way.
    return (
        f"WITH few AS MATERIALIZED (SELECT {key}, scope {hits} LIMIT {RARE_MOST + 1:d}), "  # noqa: S608
        "many AS MATERIALIZED (SELECT count(*) AS held FROM few) "
        f"(SELECT {key} FROM few WHERE (SELECT held FROM many) <= {RARE_MOST:d} AND scope = ANY(%s) {older}) "
        f"UNION ALL (SELECT {key} {hits} AND (SELECT held FROM many) > {RARE_MOST:d} AND scope = ANY(%s) {older} "
        f"ORDER BY {key} DESC LIMIT {limit:d}) ORDER BY {key} DESC LIMIT {limit:d}",
        [query, *values, query, *values],
    )


def with_word(table: str, key: str, word: str) -> tuple[str, list[str]]:
    """The question, and its values, for rows in which a word begins so."""
    return f"SELECT {key} FROM {table} WHERE words @@ to_tsquery('simple', %s)", [f"'{word}':*"]  # noqa: S608
