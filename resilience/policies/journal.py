"""A journal is its owner's: no role opens it."""

from __future__ import annotations

from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from care.policies import is_owner

declare(resilience={"keep_journal": is_signed_in & is_onboarded & is_owner})
