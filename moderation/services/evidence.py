"""What a case keeps: the words that led to it, sealed, and what was said beside them, each with its own owner."""

from __future__ import annotations

import json
from typing import Any

from moderation.models import Case, CaseEvidence, CaseNeighbour
from rows import require_transaction


def keep_evidence(case: Case, item: dict[str, Any]) -> CaseEvidence:
    """Building block. Seals one item of `evidence_of` into `case`."""
    require_transaction()
    neighbours = item.get("neighbours", ())
    copied = {name: value for name, value in item.items() if name not in ("neighbours", "finding")}
    evidence = CaseEvidence.objects.create(
        case=case,
        kind=str(item.get("kind", "")),
        subject_uid=item.get("uid"),
        finding=item.get("finding"),
        copy=json.dumps(copied, default=str, ensure_ascii=False),
    )
    for near in neighbours:
        copy = json.dumps({"label": near.label, "text": near.text}, ensure_ascii=False)
        CaseNeighbour.objects.create(evidence=evidence, account_id=near.account_id, copy=copy)
    return evidence
