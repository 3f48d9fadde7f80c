"""How what break-glass opened is closed again."""

from __future__ import annotations

import clock
from audit import services as audit
from moderation import hints
from moderation.models import Case, Grant
from moderation.services.cases import add_event
from rows import require_transaction

State = Grant.State


def end_grant(grant: Grant) -> None:
    """Building block. It is open no more, from now on; the caller writes who closed it."""
    require_transaction()
    if grant.ends_at is not None:
        grant.ends_at = min(grant.ends_at, clock.now())
    grant.state = State.ENDED
    grant.save()


def close_grant(grant: Grant) -> None:
    """Building block. Closed by nobody: by its time, or because nobody is there, or nothing is left, to read it for."""
    end_grant(grant)
    add_event(grant.case, verb="opening_ended", detail=grant.scope)
    audit.record(verb="grant.ended", target=grant, reason=grant.scope)
    hints.desk_changed(grant.case)


def close_grants_of(case: Case) -> None:
    """Building block. The case has ended, and with it what was opened, or asked for, because of it."""
    rows = case.grants.filter(state__in=[State.WAITING, State.OPEN]).select_for_update(no_key=True).order_by("pk")
    for grant in rows:
        close_grant(grant)
