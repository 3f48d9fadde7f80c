"""What someone may do with cases, by name. "May work a case" is defined as seeing it."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings
from django.db.models import Q

import clock
from accounts.access import declare
from accounts.policies import is_admin, is_signed_in
from accounts.standing import known, sees
from groups.models import Block, Membership
from moderation.measures import FACILITATORS, measures_for
from moderation.models import Appeal, Case, Decision, Grant, Report, StepUp, TeamCare
from moderation.models.steps_up import AGAIN_AFTER
from moderation.querysets import DISTRESS, may_work
from moderation.threads import in_its_thread


@rules.predicate
def can_work(user: Any) -> bool:
    return may_work(user)


@rules.predicate
def is_moderator(user: Any) -> bool:
    return bool(user.is_moderator)


@rules.predicate
def keeps_a_group(user: Any) -> bool:
    keeps = known(user, "groups.keeps")
    return Membership.objects.keepers().filter(account=user).exists() if keeps is None else keeps


@rules.predicate
def sees_case(user: Any, case: Any) -> bool:
    return case is not None and sees(user, case)


@rules.predicate
def is_about_them(user: Any, case: Any) -> bool:
    return case is not None and case.subject_account_id == user.pk


@rules.predicate
def is_report(user: Any, case: Any) -> bool:
    return case is not None and case.kind == Case.Kind.REPORT


@rules.predicate
def sees_its_case(user: Any, row: Any) -> bool:
    """Of a decision."""
    return row is not None and bool(sees_case(user, row.case))


@rules.predicate
def took_no_part(user: Any, decision: Any) -> bool:
    return decision is not None and user.pk not in (decision.decided_by_id, decision.second_by_id)


@rules.predicate
def waits_for_second(user: Any, decision: Any) -> bool:
    return decision is not None and decision.state == Decision.State.WAITING


@rules.predicate
def may_measure(user: Any, decision: Any) -> bool:
    """The second person could have decided it themselves."""
    return decision is not None and decision.measure in measures_for(user, decision.case)


@rules.predicate
def knows_the_thread(user: Any, case: Any) -> bool:
    """Nothing of it is kept from them: no words with somebody else of the team, here or in what it grew out of."""
    if case is None or user.is_moderator:
        return case is not None
    return Case.objects.filter(pk=case.pk).read_whole_by(user).exists()


@rules.predicate
def stays_with_them(user: Any, case: Any) -> bool:
    return case is not None and case.companion_id == user.pk


@rules.predicate
def waits_for_anybody(user: Any, case: Any) -> bool:
    """They would be left alone now, or not be asked as promised: whoever sees it may write, whoever began."""
    if case is None or case.waits_since is not None:
        return case is not None
    return bool(case.check_backs.filter(done_at__isnull=True, passed_on_at__isnull=False).exists())


@rules.predicate
def may_end_with(user: Any, case: Any) -> bool:
    """Somebody else than who would end it; about a worry that came again, a moderator."""
    if case is None or case.ending_at is None or case.ending_by_id == user.pk:
        return False
    return bool(user.is_moderator) or case.worried_again_at is None


@rules.predicate
def has_policy(user: Any) -> bool:
    """The place has a written policy for emergency services."""
    return bool(settings.EMERGENCY_POLICY)


@rules.predicate
def wrote_to_them(user: Any, case: Any) -> bool:
    return case is not None and case.replies.filter(from_team=True, author=user).exists()


@rules.predicate
def is_distress(user: Any, case: Any) -> bool:
    return case is not None and case.kind in DISTRESS


@rules.predicate
def did_not_propose(user: Any, call: Any) -> bool:
    return call is not None and call.state == "waiting" and call.proposed_by_id != user.pk


@rules.predicate
def is_open_case(user: Any, case: Any) -> bool:
    return case is not None and case.is_open


@rules.predicate
def stands_apart(user: Any, row: Any) -> bool:
    """Of a case or a grant: who is in the talk, told us of it, or has a block with whom it is about, opens nothing."""
    case = getattr(row, "case", row)
    if case is None or in_its_thread(user, case) or Report.objects.filter(case=case, reporter=user).exists():
        return False
    about = case.subject_account_id
    blocks = Block.objects.filter(Q(blocker=user, blocked=about) | Q(blocker=about, blocked=user))
    return about is None or not blocks.exists()


@rules.predicate
def did_not_ask(user: Any, grant: Any) -> bool:
    return grant is not None and grant.asked_by_id is not None and grant.asked_by_id != user.pk


@rules.predicate
def grant_waits(user: Any, grant: Any) -> bool:
    return grant is not None and grant.state == Grant.State.WAITING


@rules.predicate
def grant_is_not_over(user: Any, grant: Any) -> bool:
    return grant is not None and grant.state in (Grant.State.WAITING, Grant.State.OPEN)


@rules.predicate
def grant_is_kept_from_them(user: Any, grant: Any) -> bool:
    """It is over, and two people said that the member must not know."""
    kept = grant is not None and grant.untold_agreed_at is not None and grant.told_at is None
    return kept and grant.state == Grant.State.ENDED


@rules.predicate
def grant_is_open_to(user: Any, grant: Any) -> bool:
    return grant is not None and Grant.objects.open_to(user).filter(pk=grant.pk).exists()


@rules.predicate
def grant_to_review(user: Any, grant: Any) -> bool:
    return grant is not None and Grant.objects.to_review(user).filter(pk=grant.pk).exists()


@rules.predicate
def is_theirs(user: Any, row: Any) -> bool:
    """Of a shift or a slot of the rota."""
    return row is not None and row.account_id == user.pk


@rules.predicate
def may_lift(user: Any, sanction: Any) -> bool:
    if sanction is None or sanction.lifted_at is not None or not sees_case(user, sanction.decision.case):
        return False
    return bool(user.is_moderator) or sanction.measure in FACILITATORS


@rules.predicate
def may_look_again(user: Any, appeal: Any) -> bool:
    return appeal is not None and Appeal.objects.for_decider(user).filter(pk=appeal.pk).exists()


@rules.predicate
def was_told(user: Any, decision: Any) -> bool:
    return decision is not None and Decision.objects.of_author(user).filter(pk=decision.pk).exists()


@rules.predicate
def was_asked_for_buddy(user: Any, care: Any) -> bool:
    return care is not None and TeamCare.objects.asked_of(user).filter(pk=care.pk).exists()


@rules.predicate
def wants_to_talk_with_somebody(user: Any, care: Any) -> bool:
    return care is not None and TeamCare.objects.want_to_talk(user).filter(pk=care.pk).exists()


@rules.predicate
def keeps_their_group(user: Any, membership: Any) -> bool:
    """They see the name, and look after the room in which somebody else has it."""
    if membership is None or membership.state not in (Membership.State.ACTIVE, Membership.State.PAUSED):
        return False
    kept = Membership.objects.keepers().filter(account=user, group=membership.group_id).exclude(pk=membership.pk)
    return kept.exists() and Membership.objects.visible_to(user).filter(pk=membership.pk).exists()


@rules.predicate
def was_offered_nothing_lately(user: Any, membership: Any) -> bool:
    """As far as `user` sees it: what a block hides takes nobody else's turn, and tells nobody of the block."""
    if membership is None:
        return False
    lately = StepUp.objects.of_keeper(user).filter(membership=membership, sent_at__gt=clock.now() - AGAIN_AFTER)
    return not lately.exists()


@rules.predicate
def is_offered_to_them(user: Any, step_up: Any) -> bool:
    return step_up is not None and StepUp.objects.of_person(user).filter(pk=step_up.pk).exists()


@rules.predicate
def may_look_in(user: Any, step_up: Any) -> bool:
    if step_up is None:
        return False
    return StepUp.objects.of_keeper(user).due(clock.now()).filter(pk=step_up.pk).exists()


declare(
    moderation={
        "work_desk": can_work & (is_moderator | keeps_a_group),
        "work_case": can_work & sees_case,
        # What is said in private stays with who said it: no facilitator reads a moderator's thread, or ends it unread.
        "read_thread": can_work & sees_case & knows_the_thread,
        "write_to_them": can_work
        & sees_case
        & (knows_the_thread | stays_with_them | wrote_to_them | waits_for_anybody),
        # What broke a rule, never a person in distress; which measures are whose, `measures_for` says.
        "decide": can_work & sees_case & is_report,
        # To say no is always possible; to say yes only as long as what was decided can still be done.
        "second_decision": can_work & is_moderator & sees_its_case & took_no_part & waits_for_second,
        "carry_out_decision": can_work & is_moderator & sees_its_case & may_measure,
        # Who says that they are talking anyway has written to them.
        "need_not_ask": can_work & sees_case & wrote_to_them,
        "second_ending": can_work & sees_case & knows_the_thread & may_end_with,
        "call_outside": can_work & is_moderator & sees_case & is_distress & has_policy,
        "second_call": can_work & is_moderator & sees_its_case & did_not_propose & has_policy,
        "lift_sanction": can_work & may_lift,
        # Somebody else than who decided, and nobody whom it concerns.
        "decide_appeal": can_work & may_look_again,
        # In every state of the account.
        "appeal": is_signed_in & was_told,
        # "Right" or "not right" of a reading. It changes nothing about the case, so an ended one takes it, too.
        "mark_reading": can_work & sees_case,
        # Break-glass. Moderators alone, never about themselves, nobody their own.
        "ask_opening": can_work & is_moderator & sees_case & is_open_case & stands_apart,
        "second_opening": can_work & is_moderator & sees_its_case & did_not_ask & grant_waits & stands_apart,
        "read_opened": can_work & is_moderator & grant_is_open_to,
        "review_opening": can_work & is_moderator & grant_to_review & stands_apart,
        # To close again what is open, and to tell the member after all: any moderator who sees the case.
        "end_opening": can_work & is_moderator & sees_its_case & grant_is_not_over,
        "tell_opening": can_work & is_moderator & sees_its_case & grant_is_kept_from_them,
        "see_openings": can_work & is_moderator,
        # Numbers about the program, never words or people.
        "see_figures": is_signed_in & is_admin,
        # That somebody waits and nobody looked: the fact, never who or what.
        "hear_unanswered": is_signed_in & is_admin,
        "keep_watch": can_work & is_moderator,
        # Among moderators: only who was asked agrees, and nobody has time for themself.
        "be_buddy": can_work & is_moderator & was_asked_for_buddy,
        "have_time": can_work & is_moderator & wants_to_talk_with_somebody,
        # They hold for everybody, so no facilitator makes one: nobody rules out words about themselves.
        "keep_word_rules": can_work & is_moderator,
        "change_rota": can_work & is_moderator & is_theirs,
        # More than a group can hold: who keeps the room offers it, the member answers it in every state.
        "offer_more_help": can_work & keeps_their_group & was_offered_nothing_lately,
        "look_in": can_work & may_look_in,
        "answer_more_help": is_signed_in & is_offered_to_them,
        # Exempt from every limit and every state: whoever is signed in may call.
        "need_help": is_signed_in,
        "report": is_signed_in,
        "answer_case": is_signed_in & is_about_them,
    }
)
