"""The facilitator agreement: who founds or keeps a group signs the version that is in force.

A change of meaning needs a new version: everybody who signed an older one is asked again before they found or are
given a role. Wording may be mended without one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AGREEMENT_VERSION = 1

AGREEMENT = (
    _("I am a peer, not a therapist. I do not diagnose, treat, or tell people what to take."),
    _("I do not write to members in private unless they ask me to. I do not ask who or where they are."),
    _("I take no money. I sell nothing, and I recruit for nothing."),
    _("When someone may be in danger, I tell the team at once. I do not carry it alone, nor keep it secret."),
    _("When I cannot be here, I ask a co-facilitator or close the room. I may stop at any time, and I say so."),
    _("I keep the ground rules in the room, gently and for everyone. When I get it wrong, I say so."),
)
