"""Building blocks of a case: open or join, its history, its evidence, who is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

import clock
from accounts.access import can
from accounts.models import User
from accounts.policies import in_use
from audit import services as audit
from groups.models import Block, Membership
from moderation import hints
from moderation.duty import people_on_duty, takes_break
from moderation.models import Case, CaseEvent
from moderation.querysets import DISTRESS, TOLD_BY_OTHERS
from moderation.services.evidence import keep_evidence
from moderation.subjects import Authorship
from notifications.models import Notification
from notifications.services import notify
from rows import require_transaction

# Where the engine gives no number (0 to 5): who asks for help waits behind nobody but an acute crisis.
SEVERITY = {Case.Kind.HELP: 4, Case.Kind.UNREAD: 3, Case.Kind.WORRY: 2, Case.Kind.REPORT: 1}
# What the engine cannot read may be any of them.
ALERTING = (*DISTRESS, Case.Kind.UNREAD)
# A worry or a report this severe is told at once like a crisis.
ALERTING_FROM = 4
ALERT_AGAIN_AFTER = timedelta(minutes=15)
# Who asks again is heard again; presses within two minutes are one call.
ASKED_AGAIN_AFTER = timedelta(minutes=2)
# Whom a message about the case could not reach is passed over for so long: addresses and mail servers come back.
TRY_AGAIN_AFTER = timedelta(hours=1)
# Clocks of two machines differ a little; what was sent just before the alert belongs to it.
CLOCKS_DIFFER = timedelta(minutes=1)
NOTICE = "desk.case"
OUTSIDE = ("call_proposed", "call_agreed", "call_not_agreed", "place_given", "place_taken_back")
OPENED = (
    "opening_asked", "opened_alone", "opening_agreed", "opening_refused", "opening_ended", "opening_reviewed",
    "opening_told",
)  # fmt: skip
ANSWERED = (Case.Choice.LINES, Case.Choice.MISREAD, Case.Choice.SAFE)


def open_or_join(
    *,
    kind: str,
    authorship: Authorship,
    group: Any = None,
    severity: int = 0,
    item: dict[str, Any] | None = None,
    content: tuple[str, uuid.UUID] | None = None,
    actor: Any = None,
    for_facilitators: bool = True,
) -> Case:
    """Building block. The one open case of this person, kind and group (reports: of this content), opened or joined.

    A crisis and a call for help are one case, but never across groups: a joined case shows all it holds to whoever
    keeps its group. `item` is what the case keeps as evidence. With `for_facilitators=False` the case goes past the
    group's own facilitators: only its name is kept.
    """
    require_transaction()
    group_uid = group.uid if group is not None and for_facilitators else None
    worst = max(severity, SEVERITY.get(Case.Kind(kind), 0))
    case = _find(kind, authorship, group_uid, content)
    opened, urges, asks = case is None, False, kind == Case.Kind.HELP
    if case is None:
        case, opened = _open(kind, authorship, group, group_uid, worst, content)
    if opened:
        add_event(case, actor=actor, verb="opened", detail=kind)
        audit.record(actor=actor, verb="case.opened", target=case, reason=kind)
    else:
        urges = worst > case.severity or (asks and _asks_anew(case))
        case.severity = max(case.severity, worst)
        if kind == Case.Kind.CRISIS:
            # Also where it began as a call for help: the panel and the words about the reader belong to a crisis.
            case.kind = Case.Kind.CRISIS
        if kind == Case.Kind.CRISIS and case.choice in ANSWERED:
            # An answer belongs to the words it was given for (the history keeps it); these are new ones.
            case.choice, case.choice_at = "", None
        if kind == Case.Kind.CRISIS:
            # So does a "please do not write to me".
            case.thread_declined_at = None
        touch(case)
        add_event(case, actor=actor, actor_name=case.label if asks else "", verb="asked" if asks else "joined")
        audit.record(actor=actor, verb="case.joined", target=case, reason=kind)
    if item is not None:
        keep_evidence(case, item)
        if not opened and kind in DISTRESS:
            take_back_ending(case)
            begin_wait(case)
    if opened or urges or _waits_long(case):
        alert(case)
    hints.desk_changed(case)
    hints.author_changed(case)
    return case


def _find(
    kind: str, authorship: Authorship, group_uid: uuid.UUID | None, content: tuple[str, uuid.UUID] | None
) -> Case | None:
    cases = Case.objects.open()
    if kind == Case.Kind.REPORT or authorship.account_id is None:
        if content is None:
            return None
        cases = cases.filter(kind=kind, content_kind=content[0], content_uid=content[1])
    elif kind == Case.Kind.FOLDED and group_uid is None and content is not None:
        cases = cases.filter(kind=kind, content_kind=content[0], content_uid=content[1])
    else:
        kinds = DISTRESS if kind in DISTRESS else (kind,)
        cases = cases.filter(kind__in=kinds, subject_account_id=authorship.account_id, group_uid=group_uid)
    return cases.select_for_update(no_key=True).first()


def _open(
    kind: str,
    authorship: Authorship,
    group: Any,
    group_uid: uuid.UUID | None,
    severity: int,
    content: tuple[str, uuid.UUID] | None,
) -> tuple[Case, bool]:
    try:
        with transaction.atomic():
            case = Case.objects.create(
                kind=kind,
                severity=severity,
                subject_account_id=authorship.account_id,
                label=authorship.label[:60],
                avatar_seed=authorship.avatar_seed or uuid.uuid4().hex[:16],
                group_uid=group_uid,
                group_name=group.name if group is not None else "",
                content_kind=content[0] if content else "",
                content_uid=content[1] if content else None,
            )
        return case, True
    except IntegrityError:
        # Another process opened it between our look and our insert: theirs is the one.
        theirs = _find(kind, authorship, group_uid, content)
        if theirs is None:
            raise
        return theirs, False


def touch(case: Case) -> None:
    """Building block. Something happened in `case`: its version moves, so that a hand that did not see it is stale."""
    require_transaction()
    case.version += 1
    case.last_activity_at = clock.now()
    case.save()


def add_event(
    case: Case, *, actor: Any = None, actor_name: str = "", verb: str, detail: str = "", words: str = ""
) -> CaseEvent:
    """Building block. One line of the case's history; `words` are sealed."""
    require_transaction()
    return CaseEvent.objects.create(
        case=case,
        actor=actor,
        actor_name=actor_name,
        verb=verb,
        detail=detail[:32],
        note=words,
        by_keeper=bool(words) and actor is not None and not actor.is_moderator,
        version=case.version,
        at=clock.now(),
    )


def events_for(case: Case, user: Any) -> QuerySet[CaseEvent]:
    """The lines of the history that `user` may read: of emergency services, of a place and of what was opened,
    moderators alone."""
    return case.events.all() if user.is_moderator else case.events.exclude(verb__in=(*OUTSIDE, *OPENED))


def _waits_long(case: Case) -> bool:
    return case.alerted_at is None or case.alerted_at + ALERT_AGAIN_AFTER <= clock.now()


def _asks_anew(case: Case) -> bool:
    """Whether a call for help in an open case says something that nobody was told of just now."""
    if case.choice != Case.Choice.WRITE or case.alerted_at is None:
        return True
    return case.alerted_at + ASKED_AGAIN_AFTER <= clock.now()


def is_alerting(case: Case) -> bool:
    """Whether the team is called for it, and called again until somebody looks."""
    return case.kind in ALERTING or case.severity >= ALERTING_FROM


def begin_wait(case: Case) -> None:
    """Building block. From now on somebody of the team should look; who waits already goes on waiting."""
    require_transaction()
    if case.waits_since is None:
        case.waits_since = clock.now()
        case.save(update_fields=["waits_since"])


def take_back_ending(case: Case) -> None:
    """Building block. There are new words: an ending that waits for a second person was proposed without them."""
    require_transaction()
    if case.ending_at is not None:
        case.ending_by, case.ending_at, case.ending_reason = None, None, ""
        case.save(update_fields=["ending_by", "ending_at", "ending_reason"])
        add_event(case, verb="goes_on")


def alert(case: Case, *, besides: Any = None) -> bool:
    """Building block. Tells whoever should look, through the outbox; False when there is nobody to tell yet.

    Somebody who has the case hears of it, beside others where they cannot read all of it; else those on duty; else
    every moderator and the group's facilitators. Whom a message could not reach in the last hour counts as not there;
    `besides` is told only where nobody else is.
    """
    require_transaction()
    if not is_alerting(case):
        return False
    begin_wait(case)
    told = False
    people = list(_who_to_tell(case))
    for account in [one for one in people if one != besides] or people:
        notify(account=account, kind=NOTICE, about=case)
        told = True
    if told:
        case.alerted_at = clock.now()
        case.save(update_fields=["alerted_at"])
        audit.record(verb="case.alerted", target=case)
    return told


def tell_team(case: Case, *, besides: Iterable[Any] = (), moderators_only: bool = False) -> None:
    """Building block. Something of `case` waits for somebody else than `besides`: those on duty, else all who may."""
    require_transaction()
    not_them = {case.subject_account_id, *(account.pk for account in besides if account is not None)}
    here = [account for account in people_on_duty(clock.now()) if account.pk not in not_them]
    for account in here or _all_for(case, not_them, moderators_only=moderators_only):
        notify(account=account, kind=NOTICE, about=case)
    hints.desk_changed(case)


def _all_for(case: Case, not_them: Iterable[Any], *, moderators_only: bool) -> QuerySet[User]:
    active = User.objects.filter(in_use()).exclude(pk__in=[pk for pk in not_them if pk is not None])
    moderators = active.filter(is_moderator=True)
    if case.group_uid is None or moderators_only:
        return moderators
    keepers = Membership.objects.keepers().filter(group__uid=case.group_uid).values("account")
    blocked = _blocked_by_subject(case)
    return moderators | active.filter(pk__in=keepers).exclude(pk__in=blocked)


def _blocked_by_subject(case: Case) -> QuerySet[Any, Any]:
    """The accounts that do not see this case because its person blocked them, as `visible_to` has it."""
    blocks = Block.objects.filter(blocker=case.subject_account)
    if case.kind in TOLD_BY_OTHERS:
        blocks = blocks.filter(against__group__uid=case.group_uid)
    return blocks.values_list("blocked", flat=True)


def alert_undelivered(case_uid: uuid.UUID) -> None:
    """Building block. A message about the case reached nobody: with no other under way, the next circle is told.

    With nobody left the case counts as not told, and the sweep tries again.
    """
    require_transaction()
    case = Case.objects.open().select_for_update(no_key=True).filter(uid=case_uid).first()
    if case is None or case.alerted_at is None:
        return
    reached = Q(state=Notification.State.WAITING) | Q(
        state=Notification.State.SENT, sent_at__gte=case.alerted_at - CLOCKS_DIFFER
    )
    if _notices(case).filter(reached).exists():
        return
    case.alerted_at = None
    case.save(update_fields=["alerted_at"])
    audit.record(verb="case.alert_undelivered", target=case)
    alert(case)


def _notices(case: Case) -> Any:
    return Notification.objects.filter(kind=NOTICE, about_kind=case._meta.label_lower, about_uid=case.uid)


def _out_of_reach(case: Case) -> set[int]:
    """Whom a message about the case did not reach lately. The last failure of a message lies before its `due_at`."""
    given_up = (Notification.State.KEPT, Notification.State.FAILED)
    lately = _notices(case).filter(state__in=given_up, due_at__gt=clock.now() - TRY_AGAIN_AFTER)
    return set(lately.values_list("account", flat=True))


def _who_to_tell(case: Case) -> Iterable[Any]:
    now = clock.now()
    blocked = _blocked_by_subject(case)
    tried = _out_of_reach(case)
    able = User.objects.filter(in_use()).exclude(pk=case.subject_account_id).exclude(pk__in=tried)
    also: set[Any] = set()
    if case.is_claimed:
        holder = able.filter(pk=case.claimed_by_id).first()
        # Somebody whom the person has blocked since cannot open the case any more.
        opens_it = holder is not None and (holder.is_moderator or holder.pk not in set(blocked))
        if opens_it and not takes_break(holder, now):
            if can(holder, "moderation.read_thread", case):
                return [holder]
            also = {holder}
    on_duty = [account for account in people_on_duty(now) if account.pk not in {case.subject_account_id, *tried}]
    return also | set(on_duty or _all_for(case, {case.subject_account_id, *tried}, moderators_only=bool(also)))


def latest_version(case: Case) -> int:
    """The version of the newest line of the history."""
    return int(case.events.aggregate(newest=Max("version"))["newest"] or 0)
