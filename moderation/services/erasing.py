"""Building blocks of erasure: closed cases go, open ones lose the name and keep only what safeguarding must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from moderation.models import (
    Appeal,
    Case,
    CaseEvent,
    CaseEvidence,
    CaseNeighbour,
    CaseReply,
    CheckBack,
    Death,
    Decision,
    Farewell,
    Fold,
    Grant,
    LookIn,
    OnCallShift,
    OutsideHelp,
    ReadingMark,
    Report,
    RotaSlot,
    Sanction,
    StepUp,
    TeamCare,
    TextReading,
    WordRule,
)
from moderation.services.deaths import deaths_gone
from moderation.services.openings import end_openings_of
from rows import require_transaction

# Long enough to protect somebody and to answer for what was done; then it goes, whatever state the case is in.
KEEP_ERASED = timedelta(days=365)
# The kind of subject whose copy is a name in a group.
NAME = "membership"


def erase_cases(account: Any) -> None:
    """Cases about `account`: ended ones go with all they hold; open ones stay without account and name, for a while."""
    require_transaction()
    about = Case.objects.filter(subject_account=account)
    about.filter(state=Case.State.CLOSED).delete()
    # What somebody told us of a name keeps the name, and nothing else of theirs.
    CaseEvidence.objects.filter(case__in=about, kind=NAME).delete()
    about.update(
        subject_account=None,
        label="",
        avatar_seed="",
        place="",
        place_at=None,
        room_told_at=None,
        kept_until=clock.now() + KEEP_ERASED,
    )
    Case.objects.filter(claimed_by=account).update(claimed_by=None, claimed_until=None)
    Case.objects.filter(companion=account).update(companion=None)
    Case.objects.filter(offered_by=account).update(offered_by=None, offered_at=None)
    # Nobody proposed it any more.
    Case.objects.filter(ending_by=account).update(ending_by=None, ending_at=None, ending_reason="")


def erase_sanctions(account: Any) -> None:
    """What stood against `account` goes with the account; what they lifted for others stays without them."""
    require_transaction()
    Sanction.objects.filter(account=account).delete()
    Sanction.objects.filter(lifted_by=account).update(lifted_by=None)


def erase_from_decisions(account: Any) -> None:
    """Decisions that `account` took in a team stay without saying who it was."""
    require_transaction()
    Decision.objects.filter(decided_by=account).update(decided_by=None, signed="")
    Decision.objects.filter(second_by=account).update(second_by=None, signed="")


def erase_appeals(account: Any) -> None:
    """Their own words of asking for another look go; what they answered to others stays without saying who it was."""
    require_transaction()
    Appeal.objects.filter(author=account).delete()
    Appeal.objects.filter(decided_by=account).update(decided_by=None)


def erase_neighbours(account: Any) -> None:
    """What `account` said beside the words of others leaves their cases, whatever has become of these."""
    require_transaction()
    CaseNeighbour.objects.filter(account=account).delete()


def erase_from_events(account: Any) -> None:
    """What `account` did in cases stays as history without the person."""
    require_transaction()
    CaseEvent.objects.filter(actor=account).update(actor=None, actor_name="")


def erase_from_replies(account: Any) -> None:
    """What `account` wrote stays in an open case, without saying who it was."""
    require_transaction()
    CaseReply.objects.filter(author=account).update(author=None, author_name="")


def erase_reports(account: Any) -> None:
    """The words of a report about somebody else stay with its open case, a year at most; who told us goes at once.

    Closed ones go.
    """
    require_transaction()
    own = Report.objects.filter(reporter=account)
    own.filter(case__state=Case.State.CLOSED).delete()
    own.update(reporter=None)


def erase_readings(account: Any) -> None:
    """Readings of names and group texts forget who wrote them."""
    require_transaction()
    TextReading.objects.filter(account=account).update(account=None, membership_uid=None)


def erase_from_marks(account: Any) -> None:
    """What `account` said of readings goes on counting, without saying who it was."""
    require_transaction()
    ReadingMark.objects.filter(marked_by=account).update(marked_by=None)


def erase_shifts(account: Any) -> None:
    """The shifts of `account` go, so that a planned one promises nothing."""
    require_transaction()
    OnCallShift.objects.filter(account=account).delete()
    RotaSlot.objects.filter(account=account).delete()


def erase_team_care(account: Any) -> None:
    """What `account` said of how to look after themself goes; who had them for a buddy, or a talk, has nobody now."""
    require_transaction()
    TeamCare.objects.filter(account=account).delete()
    TeamCare.objects.filter(buddy=account).update(buddy=None, buddy_agreed_at=None)
    TeamCare.objects.filter(talk_with=account).update(talk_with=None, talk_at=None)


def erase_steps_up(account: Any) -> None:
    """Building block. What was offered to somebody goes with them; of who offered it, the services alone stay."""
    require_transaction()
    StepUp.objects.filter(membership__account=account).delete()
    for row in StepUp.objects.filter(keeper__account=account):
        row.keeper, row.words = None, ""
        row.save(update_fields=["keeper", "words"])
    for row in StepUp.objects.filter(looked_in_by__account=account):
        row.looked_in_by, row.look_in = None, ""
        row.save(update_fields=["looked_in_by", "look_in"])


def erase_from_check_backs(account: Any) -> None:
    """What `account` would ask, or asked, stays without saying who it was; the desk finds somebody else."""
    require_transaction()
    CheckBack.objects.filter(owner=account).update(owner=None)
    CheckBack.objects.filter(done_by=account).update(done_by=None)
    # Of an open case about themselves nobody is left to ask.
    CheckBack.objects.filter(case__subject_account=None, done_at=None).delete()


def erase_from_grants(account: Any) -> None:
    """Who of the team asked, or agreed, is named no more; what they had open is closed."""
    require_transaction()
    end_openings_of(account)
    Grant.objects.filter(asked_by=account).update(asked_by=None)
    Grant.objects.filter(second_by=account).update(second_by=None)


def erase_from_folds(account: Any) -> None:
    """Who of the team looked at folded words is named no more. Where the words were goes with their case."""
    require_transaction()
    Fold.objects.filter(answered_by=account).update(answered_by=None)
    Fold.objects.filter(case__subject_account=None).update(spans={}, state=Fold.State.GONE)


def erase_from_calls(account: Any) -> None:
    """Who of the team would have called, or agreed to it, is named no more."""
    require_transaction()
    OutsideHelp.objects.filter(proposed_by=account).update(proposed_by=None)
    OutsideHelp.objects.filter(second_by=account).update(second_by=None)


def erase_from_word_rules(account: Any) -> None:
    """The rule is the house's, and stays without who made it."""
    require_transaction()
    WordRule.objects.filter(made_by=account).update(made_by=None)


def erase_deaths(account: Any) -> None:
    """What was said of `account` goes; what they said waits no more, or stays without them and how they knew."""
    require_transaction()
    deaths_gone(Death.objects.filter(membership__account=account))
    Death.objects.filter(said_by=account, state=Death.State.WAITING).delete()
    for row in Death.objects.filter(said_by=account):
        row.said_by, row.said_as, row.known = None, None, ""
        row.save(update_fields=["said_by", "said_as", "known"])
    Death.objects.filter(second_by=account).update(second_by=None)


def erase_farewells(account: Any) -> None:
    """The words go with who wrote them; that the name has died stays beside it."""
    require_transaction()
    Farewell.objects.filter(told_by__account=account).delete()


def erase_look_ins(account: Any) -> None:
    """On them nobody looks in any more; on others somebody else of those who keep the group."""
    require_transaction()
    LookIn.objects.filter(membership__account=account).delete()
    LookIn.objects.filter(owner__account=account).update(owner=None)
