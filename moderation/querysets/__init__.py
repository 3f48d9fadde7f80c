"""Who sees which cases, what was decided about them, and what else is kept of people beside them."""

from __future__ import annotations

from moderation.querysets.caring import TeamCareQuerySet
from moderation.querysets.cases import (
    DISTRESS,
    REPLY,
    RULES,
    TOLD_BY_OTHERS,
    UNWELL,
    AppealQuerySet,
    CaseQuerySet,
    CaseReplyQuerySet,
    DecisionQuerySet,
    GrantQuerySet,
    SanctionQuerySet,
    kept_groups,
    may_work,
)
from moderation.querysets.deaths import (
    DeathQuerySet,
    FarewellQuerySet,
    LookInQuerySet,
    admins_instead,
    could_be_second,
)
from moderation.querysets.memorials import MemorialQuerySet, MemorialWordsQuerySet
from moderation.querysets.steps_up import StepUpQuerySet

__all__ = [
    "DISTRESS",
    "REPLY",
    "RULES",
    "TOLD_BY_OTHERS",
    "UNWELL",
    "AppealQuerySet",
    "CaseQuerySet",
    "CaseReplyQuerySet",
    "DeathQuerySet",
    "DecisionQuerySet",
    "FarewellQuerySet",
    "GrantQuerySet",
    "LookInQuerySet",
    "MemorialQuerySet",
    "MemorialWordsQuerySet",
    "SanctionQuerySet",
    "StepUpQuerySet",
    "TeamCareQuerySet",
    "admins_instead",
    "could_be_second",
    "kept_groups",
    "may_work",
]
