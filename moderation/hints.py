"""Hints to open pages, after commit. They say that something changed and never what."""

from __future__ import annotations

import uuid
from typing import Any

from realtime import hub
from rows import effect


def desk_changed(case: Any) -> None:
    """Building block. After commit, open desks look again."""
    uid = str(case.uid)
    effect(lambda: hub.publish("desk", {"seq": None, "kind": "case", "uid": uid}))


def author_changed(account_uid: uuid.UUID, case_uid: uuid.UUID) -> None:
    """The open pages of one account look at their conversation again. Call it from an effect."""
    hub.publish(f"me:{account_uid}", {"seq": None, "kind": "conversation", "uid": str(case_uid)})
