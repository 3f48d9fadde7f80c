"""Which ground rules hold, and who has still to agree to them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from groups.models import GroundRules, Group, Membership, RulesAcceptance

MOST_LINES = 5


def usual_rules() -> str:
    """Five lines to start from, in the current language."""
    return "\n".join(
        [
            _("What is said here stays here."),
            _("Speak from your own life. Advice only when someone asks."),
            _("No details of methods, and no names of real people."),
            _("You may always pass, leave, or just listen."),
            _("If you worry about someone, tell the team. You need not carry it alone."),
        ]
    )


def rules_in_force(group: Group) -> GroundRules | None:
    """The newest version of the group's rules."""
    return GroundRules.objects.filter(group=group).order_by("-version").first()


def needs_rules(membership: Membership) -> bool:
    """Is there a version of the rules that this member has not agreed to? One or two queries."""
    latest = rules_in_force(membership.group)
    if latest is None:
        return False
    return not RulesAcceptance.objects.filter(membership=membership, rules=latest).exists()
