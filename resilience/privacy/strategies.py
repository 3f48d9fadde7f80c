"""Strategies, tries and the toolbox: what is held of a person, for how long, and how it is given back or erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, erase_rows, holdings
from moderation.privacy import READING
from resilience.models import Strategy, Tool, TriedIt
from resilience.services import erase_strategies_of, own_words

T, P, S, M = Class.TECHNICAL, Class.PRIVATE, Class.SENSITIVE, Class.MEMBERS
_ROW = {"id": T, "uid": T}


def _strategies(account: Any) -> list[dict[str, Any]]:
    rows = Strategy.objects.standing().filter(author=account)
    return [
        {
            "title": row.title, "when": row.when, "how": row.how, "source": row.source, "basis": row.basis,
            "minutes": row.minutes, "situations": row.situations, "written_at": row.written_at,
            "shown_to_others": row.is_let_out,
        }
        for row in rows
    ]  # fmt: skip


def _tries(account: Any) -> list[dict[str, Any]]:
    rows = TriedIt.objects.visible_to(account).select_related("strategy")
    return [
        {"strategy": str(row.strategy.uid), "situation": row.situation, "outcome": row.outcome, "at": row.tried_at}
        for row in rows
    ]


def _tools(account: Any) -> list[dict[str, Any]]:
    rows = Tool.objects.visible_to(account).select_related("strategy")
    seen = set(Strategy.objects.visible_to(account).values_list("pk", flat=True))
    return [
        {
            "card": str(row.strategy.called) if row.strategy is not None and row.strategy_id in seen else "",
            "own_words": own_words(actor=account, tool=row),
            "favourite": row.favourite,
            "kept_at": row.kept_at,
        }
        for row in rows
    ]


def register() -> None:
    holdings.add("resilience.strategy", Holding(
        model=Strategy, kind="strategies", retention=_("Until you take it back or erase your account."),
        fields={
            **_ROW, **READING, "author": T, "key": M, "story_uid": P, "language": M, "title": S, "when": S, "how": S,
            "source": M, "basis": M, "situations": M, "minutes": M, "client_uid": T, "version": T, "written_at": M,
            "changed_at": M, "reviewed_at": M, "kept_back_at": P, "kept_back_for": P, "worse_at": P, "removed_at": M,
            "hidden_at": M,
        },
        export=_strategies, erase=erase_strategies_of,
    ))  # fmt: skip
    holdings.add("resilience.triedit", Holding(
        model=TriedIt, kind="how strategies were for you", retention=_("Until you take it back or erase your account."),
        fields={**_ROW, "owner": T, "strategy": P, "situation": S, "outcome": S, "tried_at": P},
        export=_tries, erase=erase_rows(TriedIt),
    ))  # fmt: skip
    holdings.add("resilience.tool", Holding(
        model=Tool, kind="your toolbox", retention=_("Until you take it out or erase your account."),
        fields={
            **_ROW, "owner": T, "strategy": P, "words": S, "favourite": P, "client_uid": T, "kept_at": P,
        },
        export=_tools, erase=erase_rows(Tool),
    ))  # fmt: skip
