"""Every act of the desk, by name, with what it needs; and whom it told."""

from __future__ import annotations

from typing import Any

from moderation import services
from moderation.models import Case
from notifications.models import Notification
from tests.factories.accounts import make_account

ACTS: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "claim": {},
    "release": {},
    "note": {"words": "a note"},
    "reply": {"words": "Hello, I read what you wrote."},
    "close": {"reason": "talked"},
}


def act(name: str, actor: Any, case: Case, **kwargs: Any) -> Any:
    return getattr(services, name)(actor=actor, case=case, version=case.version, **{**ACTS[name], **kwargs})


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def end(actor: Any, case: Case, *, second: Any = None, **kwargs: Any) -> Case:
    """`actor` would end it, and where that needs somebody else, somebody else agrees."""
    ended: Case = act("close", actor, case, **kwargs)
    if ended.ending_at is not None:
        other = second or make_account(is_moderator=True)
        ended = services.second_ending(actor=other, case=ended, version=ended.version, agrees=True)
    return ended


def told(account: Any, kind: str = "desk.case") -> int:
    """How many messages of `kind` there are for `account`."""
    return Notification.objects.filter(account=account, kind=kind).count()
