"""PostgreSQL: a table of text vectors with a GIN index. Words were folded before, so the configuration is `simple`."""

from __future__ import annotations

from typing import Any

TABLE = "stories_index"
# Words that so many stories hold at most are rare ones.
RARE_MOST = 2000
CREATE = (
    f"CREATE TABLE {TABLE} (story bigint PRIMARY KEY, scope text NOT NULL, words tsvector NOT NULL)",
    f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
)
DROP = f"DROP TABLE IF EXISTS {TABLE}"


def put(cursor: Any, pk: int, scope: str, title: str, text: str) -> None:
    """Add the words of one story; it is not there yet."""
    cursor.execute(
        f"INSERT INTO {TABLE} (story, scope, words) VALUES "  # noqa: S608 - a constant
        "(%s, %s, to_tsvector('simple', %s) || to_tsvector('simple', %s))",
        [pk, scope, title, text],
    )


def drop(cursor: Any, pk: int) -> None:
    """Forget one story. Twice is harmless."""
    cursor.execute(f"DELETE FROM {TABLE} WHERE story = %s", [pk])  # noqa: S608 - a constant


def tidy(cursor: Any) -> None:
    """The database does it by itself."""


def newest(
    cursor: Any, asked: list[str], scopes: list[str], *, before: int | None, limit: int, prefix: bool
) -> list[int]:
    """Ids of the newest stories with every word, older than `before`. Words and scopes are letters and digits only."""
    query = " & ".join(f"'{word}'{':*' if prefix else ''}" for word in asked)
    older, values = ("AND story < %s", [scopes, before]) if before is not None else ("", [scopes])
    hits = f"FROM {TABLE} WHERE words @@ to_tsquery('simple', %s)"
    # Where few stories hold the words, these are found by the index and put in order. Left to itself, the database
    # walks from the newest story back, and past nearly all of them; with common words that walk is the short way.
    cursor.execute(
        f"WITH few AS MATERIALIZED (SELECT story, scope {hits} LIMIT {RARE_MOST + 1:d}), "  # noqa: S608
        "many AS MATERIALIZED (SELECT count(*) AS held FROM few) "
        f"(SELECT story FROM few WHERE (SELECT held FROM many) <= {RARE_MOST:d} AND scope = ANY(%s) {older}) "
        f"UNION ALL (SELECT story {hits} AND (SELECT held FROM many) > {RARE_MOST:d} AND scope = ANY(%s) {older} "
        f"ORDER BY story DESC LIMIT {limit:d}) ORDER BY story DESC LIMIT {limit:d}",
        [query, *values, query, *values],
    )
    return [row[0] for row in cursor.fetchall()]
