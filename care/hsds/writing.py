"""From a directory to bytes, as the standard's list of services or its tables in a zip."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from care.hsds.standard import SHAPES
from care.hsds.tables import Document, flatten

# Who looked at a service and when says nothing about what it offers.
ASSURANCE = ("assured_date", "assurer_email")
# A zip of the same directory is the same file, whenever it is made.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def digest(document: Document) -> str:
    """The same for two documents that say the same, whoever assured them."""
    said = {name: value for name, value in document.items() if name not in ASSURANCE}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(services: list[Document]) -> str:
    """One page that holds them all, in the envelope of the standard's API."""
    page: dict[str, Any] = {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }
    return json.dumps(page, ensure_ascii=False, indent=1)


def to_csv_zip(services: Iterable[Document], organizations: Iterable[Document] = ()) -> bytes:
    """One file a table, tables without a row left out."""
    tables, packed = flatten(services, organizations), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for shape in SHAPES.values():
            if rows := tables.get(shape.name):
                info = zipfile.ZipInfo(shape.file, LONG_AGO)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, _table(list(shape.fields), rows))
    return packed.getvalue()


def _table(headings: list[str], rows: list[Document]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
