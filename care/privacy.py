"""What care holds of a person: nothing but who, of the team, confirmed a number or a service, or brought one in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from care.models import (
    EmergencyNumber,
    NotReached,
    Organisation,
    Service,
    ServiceImport,
    ServiceKey,
    Sourced,
    SupportLine,
)

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
    _register_directory()


# Only admins read these.
_DIRECTORY_TEAM = {"id", "uid", "hsds_id", "digest", "verified_by", "verified_source", "withdrawn"}
_BY_SERVICE = _("Kept while the service is on the list.")


def _register_directory() -> None:
    for model in (Organisation, Service, ServiceKey):
        names = [field.name for field in model._meta.concrete_fields]
        fields = {name: Class.TECHNICAL if name in _DIRECTORY_TEAM else Class.PUBLIC for name in names}
        own: dict[str, Any] = {}
        if model is Service:
            own = {"export": _export_confirmed, "erase": _forget_confirmed}
        retention = _("Kept while the service is on the list. Who confirmed it goes when the account goes.")
        holdings.add(
            model._meta.label_lower,
            Holding(
                model=model,
                kind=model._meta.label_lower,
                fields=fields,
                retention=retention if own else _BY_SERVICE,
                **own,
            ),
        )
    holdings.add(
        ServiceImport._meta.label_lower,
        Holding(
            model=ServiceImport,
            kind=ServiceImport._meta.label_lower,
            fields={field.name: Class.TECHNICAL for field in ServiceImport._meta.concrete_fields},
            retention=_(
                "The file goes when it is taken or thrown away, or after two days; the report after ninety days."
            ),
            export=_export_imports,
            erase=_forget_imports,
        ),
    )


def _export_confirmed(account: Any) -> list[dict[str, Any]]:
    rows = Service.objects.filter(verified_by=account).order_by("pk")
    return [{"service": row.name, "confirmed_on": row.verified_on} for row in rows]


def _forget_confirmed(account: Any) -> None:
    Service.objects.filter(verified_by=account).update(verified_by=None)


def _export_imports(account: Any) -> list[dict[str, Any]]:
    rows = ServiceImport.objects.filter(account=account).order_by("pk")
    return [{"file": name, "given_at": at} for name, at in rows.values_list("file_name", "given_at")]


def _forget_imports(account: Any) -> None:
    # A file that its giver cannot agree to any more is of no use; a report stays without the name.
    mine = ServiceImport.objects.filter(account=account)
    mine.filter(
        state__in=(ServiceImport.State.WAITING, ServiceImport.State.LOOKED, ServiceImport.State.AGREED)
    ).delete()
    mine.update(account=None, file_name="")


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
