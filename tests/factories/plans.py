"""Plans, copies of them and circles for tests, made by their services."""

from __future__ import annotations

from typing import Any

from care import services
from care.services import Made, Written


def write(actor: Any, *, version: int | None = None, with_lines: bool = False, **texts: str) -> Written:
    """Keep these steps over what is there now (or over `version`)."""
    there = services.plan_of(actor=actor)
    return services.write_plan(
        actor=actor,
        texts={**there.texts, **texts},
        with_lines=with_lines,
        version=there.version if version is None else version,
    )


def share(actor: Any, *parts: str, days: int = 7, **more: Any) -> Made:
    return services.share_plan(actor=actor, parts=parts or ("signs",), days=days, **more)
