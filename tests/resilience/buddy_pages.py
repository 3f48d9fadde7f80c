"""What the tests about buddies ask again and again: the page of the group, and that nobody is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from groups.models import Membership
from resilience.models import BuddyRequest
from resilience.services import buddies

DAY = 24 * 3600
TICKED = {"act": "yes", "agree": "on"}


def page_of(client: Any, group: Any) -> str:
    text: str = client.get(f"/groups/{group.slug}/buddy/").content.decode()
    return text


def refused(asker: Membership, asked: Membership) -> bool:
    """Nothing is stored, whether by the service or by the page."""
    before = BuddyRequest.objects.count()
    asker.refresh_from_db()
    asker.account.refresh_from_db()
    with pytest.raises(PermissionDenied):
        buddies.ask(actor=asker.account, asked=asked, words="Would you?")
    return BuddyRequest.objects.count() == before
