"""What someone may do with cases, by name. "May work a case" is defined as seeing it."""

from __future__ import annotations

from typing import Any

import rules

from accounts.access import declare
from accounts.policies import is_admin, is_signed_in
from groups.models import Membership
from moderation.models import Case
from moderation.querysets import may_work


@rules.predicate
def can_work(user: Any) -> bool:
    return may_work(user)


@rules.predicate
def is_moderator(user: Any) -> bool:
    return bool(user.is_moderator)


@rules.predicate
def keeps_a_group(user: Any) -> bool:
    return Membership.objects.keepers().filter(account=user).exists()


@rules.predicate
def sees_case(user: Any, case: Any) -> bool:
    return case is not None and Case.objects.visible_to(user).filter(pk=case.pk).exists()


@rules.predicate
def is_about_them(user: Any, case: Any) -> bool:
    return case is not None and case.subject_account_id == user.pk


declare(
    moderation={
        "work_desk": can_work & (is_moderator | keeps_a_group),
        "work_case": can_work & sees_case,
        # "Right" or "not right" of a reading. It changes nothing about the case, so an ended one takes it, too.
        "mark_reading": can_work & sees_case,
        # Numbers about the program, never words or people.
        "see_figures": is_signed_in & is_admin,
        "keep_watch": can_work & is_moderator,
        # Exempt from every limit and every state: whoever is signed in may call.
        "need_help": is_signed_in,
        "report": is_signed_in,
        "answer_case": is_signed_in & is_about_them,
    }
)
