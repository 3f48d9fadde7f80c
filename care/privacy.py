"""What care holds of a person beside their own: nothing but who, of the team, confirmed a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from care.models import EmergencyNumber, NotReached, Sourced, SupportLine

_PERSON = "verified_by"
# Pages show none of these; admins read them.
_TEAM = {"id", "uid", "source", "second_source", "note", "seeded", "verified_on", "source_year", "status"}


def register() -> None:
    for model in (SupportLine, EmergencyNumber):
        holdings.add(
            model._meta.label_lower,
            Holding(
                model=model,
                kind=model._meta.label_lower,
                fields={field.name: _class(field.name) for field in model._meta.concrete_fields},
                retention=_("Kept while the number is on the list. Who confirmed it goes when the account goes."),
                export=_export(model),
                erase=_erase(model),
            ),
        )

    holdings.add(
        "care.notreached",
        Holding(
            model=NotReached,
            kind="not_reached",
            fields=dict.fromkeys(["id", "uid", "line", "told_on"], Class.TECHNICAL),
            retention=_("30 days. It says which number did not work and on which day; who said so is not known."),
        ),
    )


def _class(field: str) -> Class:
    return Class.TECHNICAL if field == _PERSON or field in _TEAM else Class.PUBLIC


def _export(model: type[Sourced]) -> Any:
    def export(account: Any) -> list[dict[str, Any]]:
        rows = model._default_manager.filter(verified_by=account).order_by("pk")
        return [{"number": str(row), "confirmed_on": row.verified_on} for row in rows]

    return export


def _erase(model: type[Sourced]) -> Any:
    def erase(account: Any) -> None:
        # The confirmation stays, because people rely on it; the name of who gave it does not.
        model._default_manager.filter(verified_by=account).update(verified_by=None)

    return erase
