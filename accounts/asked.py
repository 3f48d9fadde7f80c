"""A value in a question to the database that is asked for when the question goes out, not when it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Expression, Field


class Asked(Expression):
    """What `value` returns at the moment of the query, as a column of the kind `field` takes it.

    So a question that holds until a moment can be built once and asked for as long as the process lives.
    """

    def __init__(self, value: Callable[[], Any], field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self.output_field.get_db_prep_value(self.value(), connection)]
