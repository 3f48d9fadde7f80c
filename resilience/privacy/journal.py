"""The journal: given back opened, erased whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, erase_rows, holdings
from resilience.models import JournalEntry
from resilience.services.journal import opened

P, T, S = Class.PRIVATE, Class.TECHNICAL, Class.SENSITIVE


def _export(account: Any) -> list[dict[str, Any]]:
    rows = JournalEntry.objects.visible_to(account)
    pages = ((row, opened(actor=account, entry=row)) for row in rows)
    return [
        {"begun_at": row.begun_at, "changed_at": row.changed_at, "title": page.title, "text": page.body}
        for row, page in pages
    ]


def register() -> None:
    """Called once, from AppConfig.ready()."""
    holdings.add("resilience.journalentry", Holding(
        model=JournalEntry, kind="journal", retention=_("Until you throw it away or erase your account."),
        fields={
            "id": T, "uid": T, "owner": T, "title": S, "body": S, "version": T, "last_page": T, "last_turn": T,
            "begun_at": P, "changed_at": P,
        },
        export=_export, erase=erase_rows(JournalEntry),
    ))  # fmt: skip
