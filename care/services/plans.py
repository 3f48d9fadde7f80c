"""Writing and reading one's own safety plan. The engine never sees a word of it: nothing here calls upward."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.models import User
from accounts.sealed import open_sealed
from care.models import PlanShare, SafetyPlan
from care.steps import KEYS, STEP_MOST
from care.words import plain


@dataclass(frozen=True)
class Written:
    """A plan as its owner reads it. Version 0 and no `uid`: nothing is written yet."""

    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(KEYS, ""))
    with_lines: bool = False
    version: int = 0
    uid: uuid.UUID | None = None
    changed_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not self.with_lines and not any(self.texts.values())

    def __repr__(self) -> str:
        return f"<Written {self.version}>"


class PlanChanged(ValidationError):
    """The plan was changed somewhere else since it was read; `there` is what is kept now."""

    def __init__(self, there: Written) -> None:
        super().__init__(_("Your plan was changed in another window in the meantime."))
        self.there = there


class StepTooLong(ValidationError):
    """A step holds at most STEP_MOST letters; `key` names the step."""

    def __init__(self, key: str, letters: int) -> None:
        super().__init__(
            _("This is %(more)s letters more than fit here. Please make it a little shorter. Nothing is lost.")
            % {"more": letters - STEP_MOST}
        )
        self.key = key


def plan_of(*, actor: Any) -> Written:
    """What `actor` wrote, opened for them alone."""
    plan = SafetyPlan.objects.visible_to(actor).first()
    return _opened(plan, actor) if plan is not None else Written()


def has_plan(*, actor: Any) -> bool:
    """Is there anything in the plan of `actor`? Opens no word of it."""
    return SafetyPlan.objects.visible_to(actor).filter(_begun()).exists()


def _begun() -> Q:
    return Q(with_lines=True) | reduce(or_, (~Q(**{key: ""}) for key in KEYS))


def plan_begun(owner: Any) -> Exists:
    """The same for the account that `owner` (a reference) leads to, in a question that is about them anyway."""
    return Exists(SafetyPlan.objects.filter(_begun(), owner=owner))


def _opened(plan: SafetyPlan, actor: Any) -> Written:
    texts = {key: open_sealed(plan, key, actor) for key in KEYS}
    return Written(texts, plan.with_lines, plan.version, plan.uid, plan.changed_at)


@transaction.atomic(durable=True)
def write_plan(
    *,
    actor: Any,
    texts: dict[str, str],
    with_lines: bool,
    version: int,
    page: uuid.UUID | None = None,
    turn: int = 0,
) -> Written:
    """Keep what `actor` typed over `version`, the plan they had read. Returns what is kept now.

    `page` is the open page they type in and `turn` counts its saves from 1: a save that was answered into nothing may
    be sent again, an old one that comes late changes nothing. Raises PlanChanged or StepTooLong and keeps nothing then.
    """
    typed = {key: plain(texts.get(key, "")) for key in KEYS}
    for key, text in typed.items():
        if len(text) > STEP_MOST:
            raise StepTooLong(key, len(text))
    require(actor, "care.keep_plan", SafetyPlan(owner=actor))
    # The account stands for a plan that is not there yet: two first saves wait for each other.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    plan = SafetyPlan.objects.visible_to(actor).first() or SafetyPlan(owner=actor)
    there = _opened(plan, actor) if plan.pk else Written()
    same_page = page is not None and plan.last_page == page
    if same_page and 0 < turn <= plan.last_turn:
        return there
    if (there.texts, there.with_lines) == (typed, with_lines):
        return there
    if version != there.version and not same_page:
        raise PlanChanged(there)
    for key, text in typed.items():
        if text != there.texts[key]:
            setattr(plan, key, text)
    plan.with_lines, plan.last_page, plan.last_turn, plan.changed_at = with_lines, page, turn, clock.now()
    plan.version = there.version + 1 if plan.pk else int(clock.now().timestamp())
    plan.save()
    return Written(typed, with_lines, plan.version, plan.uid, plan.changed_at)


@transaction.atomic(durable=True)
def remove_plan(*, actor: Any) -> None:
    """Throw the plan away, and every copy of it that was shared. Nothing of it stays."""
    require(actor, "care.keep_plan", SafetyPlan(owner=actor))
    PlanShare.objects.visible_to(actor).delete()
    SafetyPlan.objects.visible_to(actor).delete()
