"""`manage.py verify_audit`: does the audit still say what was sealed, and where not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from audit.services import verify_chain

# The sweep seals each minute.
LATE = timedelta(minutes=15)


class Command(BaseCommand):
    help = "Walk the chain of the audit and say where it breaks. Write its last link down elsewhere, and hand it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--known", metavar="SEQ:HASH", help="a link that an earlier run printed")
        parser.add_argument("--begins-at", type=int, default=1, help="the first link, where older ones were removed")

    def handle(self, *args: Any, **options: Any) -> None:
        known = _link_of(options["known"])
        if known is not None and known[0] < options["begins_at"]:
            raise CommandError("That link lies before where the chain begins, so nothing was compared.")
        found = verify_chain(begins_at=max(1, options["begins_at"]), known=known)
        if found.broken is not None:
            one = found.broken
            raise CommandError(
                f"The chain breaks at link {one.seq} (line {one.uid}, {one.at:%Y-%m-%d %H:%M} UTC): {one.why}. "
                f"{found.sealed} links before it hold."
            )
        self.stdout.write(f"{found.sealed} links hold. {found.waiting} lines wait to be sealed.")
        if found.sealed:
            self.stdout.write(f"Last link: {found.seq}:{found.digest}")
        if found.waiting_since is not None and clock.now() - found.waiting_since > LATE:
            self.stderr.write(
                f"Nothing was sealed since {found.waiting_since:%Y-%m-%d %H:%M} UTC: is the worker there?"
            )


def _link_of(typed: str | None) -> tuple[int, str] | None:
    if not typed:
        return None
    seq, _, digest = typed.strip().partition(":")
    if not seq.isdecimal() or len(digest) != 64:
        raise CommandError("A link is a number, a colon and 64 letters, as an earlier run printed it.")
    return int(seq), digest.lower()
