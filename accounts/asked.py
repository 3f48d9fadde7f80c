"""Parts of a question to the database that is asked again and again: put into words once, its moments asked anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet

# True while a text is made that outlives this moment.
_keeps: ContextVar[bool] = ContextVar("keeps", default=False)


class Asked(Expression):
    """What `value` returns at the moment of the query, as a column of the kind `field` takes it.

    So a question that holds until a moment can be built once and asked for as long as the process lives.
    """

    def __init__(self, value: Callable[[], Any], field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self if _keeps.get() else self.now(connection)]

    def now(self, connection: Any) -> Any:
        return self.output_field.get_db_prep_value(self.value(), connection)


class Worded(Expression):
    """An expression in the words of the database, `Asked` values among its parameters."""

    def __init__(self, sql: str, values: Sequence[Any], field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.sql, self.values = sql, tuple(values)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return self.sql, [value.now(connection) if isinstance(value, Asked) else value for value in self.values]


def worded(rows: QuerySet[Any]) -> dict[str, Worded]:
    """The annotations of `rows`, put into words: putting them takes longer than the database takes to answer.

    They may speak of the table of `rows` by its name, and hold for another queryset on it that joins it only once.
    """
    compiler = rows.query.get_compiler(connection=connection)
    compiler.setup_query()
    token = _keeps.set(True)
    try:
        found: dict[str, Worded] = {}
        for name, annotation in rows.query.annotations.items():
            sql, values = compiler.compile(annotation)
            found[name] = Worded(sql, values, annotation.output_field)
        return found
    finally:
        _keeps.reset(token)
