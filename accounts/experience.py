"""The topics that a new installation starts with: things people live through, never diagnoses."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FIRST_TOPICS: list[tuple[str, str]] = [
    ("sleepless-nights", _("Sleepless nights")),
    ("losing-someone", _("Losing someone")),
    ("after-hospital", _("After a hospital stay")),
    ("worry", _("Worry that will not stop")),
    ("low-days", _("Low days")),
    ("looking-after-someone", _("Looking after someone")),
    ("new-parent", _("New parent")),
    ("drinking-or-using", _("Drinking or using")),
    ("back-to-work", _("Back to work")),
    ("food-and-body", _("Food and body")),
    ("hearing-voices", _("Hearing voices")),
    ("after-violence", _("After violence or abuse")),
    ("long-illness", _("Living with a long illness")),
    ("on-ones-own", _("Being on one’s own")),
    ("coming-out", _("Coming out")),
    ("young", _("Young and overwhelmed")),
]
