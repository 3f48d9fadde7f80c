"""Buddies in the demo community: one was asked and has not answered, and two others may be asked."""

from __future__ import annotations

from accounts.models import User
from groups.models import Membership
from peersupport.demo.lately import GROUP, KEEPER
from resilience.models import BuddyPair, BuddyRequest
from resilience.services import buddies

MAY_BE_ASKED = ("demo-member", "demo-kim", "demo-max")
ASKER, ASKED = "demo-nel", "demo-member"
WORDS = (
    "We both go back in spring. Would you like to write to me now and then, maybe on Sunday evenings, when the week "
    "gets close?"
)


def seed_buddies(by_name: dict[str, User]) -> None:
    """Where a run was broken off, it goes on."""
    rows = Membership.objects.filter(group__name=GROUP, group__founded_by=by_name[KEEPER], state="active")
    there = {row.account.sign_in_name: row for row in rows.select_related("account", "group") if row.account}
    known = BuddyRequest.objects.filter(account=by_name[ASKER]).exists()
    if known or BuddyPair.objects.all().of_membership(there[ASKED]).exists():
        return
    for name in MAY_BE_ASKED:
        buddies.choose_askable(actor=by_name[name], membership=there[name], yes=True)
    buddies.ask(actor=by_name[ASKER], asked=there[ASKED], words=WORDS)
