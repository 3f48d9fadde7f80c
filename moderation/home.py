"""What home says of conversations with the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

import clock
from accounts.access import can
from groups.models import Membership
from moderation import services
from moderation.duty import on_duty
from moderation.models import Appeal, Case, CaseReply, Death, Decision, Farewell, StepUp
from moderation.panel import duty_line
from registries import HomeCard

SHOWN_MOST = 3
# So long home leads who keeps the group, and who said it, to what helps after a death.
DEATH_SHOWN = timedelta(days=30)
# And members to what they were told.
FAREWELL_SHOWN = timedelta(days=7)


def cards(user: Any) -> list[HomeCard]:
    """One card while a conversation with the team is open or something was decided that they have not read, one for who
    works the desk; nothing otherwise."""
    unread = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, seen_at__isnull=True)
    untold = Decision.objects.told().filter(case=OuterRef("pk"), seen_at__isnull=True)
    cases = Case.objects.of_author(user).annotate(has_answer=Exists(unread), has_statement=Exists(untold))
    going_on = cases.filter(~Q(state=Case.State.CLOSED) | Q(has_statement=True)).order_by("-last_activity_at")
    found = list(going_on[:SHOWN_MOST])
    works = can(user, "moderation.work_desk")
    cards = [_desk_card(user)] if works else []
    if can(user, "moderation.hear_unanswered") and services.admins_are_asked():
        cards.append(HomeCard(template="moderation/_home_unanswered.html", context={}, weight=1))
    cards += _more_help(user, works=works) + _farewells(user)
    if works or user.is_staff:
        cards += _deaths(user)
    if found:
        context = {"cases": found, "duty_line": duty_line(on_duty(besides=user))}
        cards.append(HomeCard(template="moderation/_home.html", context=context, weight=5))
    return cards


def _desk_card(user: Any) -> HomeCard:
    """Whether somebody waits, without numbers: the desk itself has the order."""
    waiting = Case.objects.visible_to(user).open().exists() or Appeal.objects.for_decider(user).exists()
    return HomeCard(template="moderation/_home_desk.html", context={"waiting": waiting}, weight=1 if waiting else 30)


def _more_help(user: Any, *, works: bool) -> list[HomeCard]:
    """What a member was offered and has not opened, and whom it is time to look in on."""
    offered = StepUp.objects.of_person(user).filter(seen_at__isnull=True).first()
    due = StepUp.objects.of_keeper(user).due(clock.now()).select_related("membership__group").order_by("look_in_at")
    rows = list(due[:SHOWN_MOST]) if works else []
    cards = [HomeCard(template="moderation/_home_look_in.html", context={"rows": rows}, weight=4)] if rows else []
    if offered is not None:
        cards.append(HomeCard(template="moderation/_home_more_help.html", context={"row": offered}, weight=3))
    return cards


def _deaths(user: Any) -> list[HomeCard]:
    """What is said of a member and waits for `user`, and for who keeps their group what helps afterwards."""
    seen = Death.objects.visible_to(user)
    kept = Membership.objects.keepers().filter(account=user).values("group")
    lately = Q(second_at__gt=clock.now() - DEATH_SHOWN)
    mine = Q(state=Death.State.AGREED, membership__group__in=kept)
    mine |= Q(said_by=user) & ~Q(state=Death.State.UNDONE)
    if user.is_moderator:
        mine |= Q(state=Death.State.AGREED, membership__account__in=_were_with(user))
    found = seen.filter((mine & lately) | Q(pk__in=Death.objects.asks(user).values("pk")))
    rows = list(found.select_related("membership__group").order_by("-said_at", "-pk")[:SHOWN_MOST])
    if not rows:
        return []
    alive = set(Death.objects.to_look_into(user).values_list("pk", flat=True))
    return [HomeCard(template="moderation/_home_deaths.html", context={"rows": rows, "alive": alive}, weight=2)]


def _farewells(user: Any) -> list[HomeCard]:
    """What a group of theirs was told."""
    told = Farewell.objects.visible_to(user).filter(told_at__gt=clock.now() - FAREWELL_SHOWN)
    news = list(told.exclude(told_by__account=user).select_related("death__membership__group")[:SHOWN_MOST])
    return [HomeCard(template="moderation/_home_farewell.html", context={"rows": news}, weight=6)] if news else []


def _were_with(user: Any) -> Any:
    """The accounts of whose conversations `user`, of the team, had lately: they are offered to talk it over, too."""
    wrote = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, author=user)
    cases = Case.objects.filter(Q(companion=user) | Q(claimed_by=user) | Exists(wrote))
    return cases.filter(last_activity_at__gt=clock.now() - DEATH_SHOWN).values("subject_account")
