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
from moderation.held import held
from moderation.models import Appeal, Case, CaseReply, Death, Decision, Farewell, StepUp
from moderation.panel import duty_line
from moderation.querysets import CaseQuerySet
from registries import HomeCard, home_when
from registries import home as home_page

SHOWN_MOST = 3
# So long home leads who keeps the group, and who said it, to what helps after a death.
DEATH_SHOWN = timedelta(days=30)
# And members to what they were told.
FAREWELL_SHOWN = timedelta(days=7)


def conversations(user: Any) -> list[HomeCard]:
    """While a conversation with the team is open, or something was decided that they have not read."""
    found = list(_going_on(user).order_by("-last_activity_at")[:SHOWN_MOST])
    if not found:
        return []
    context = {"cases": found, "duty_line": duty_line(on_duty(besides=user))}
    return [HomeCard(template="moderation/_home.html", context=context, weight=5)]


def _going_on(user: Any) -> CaseQuerySet:
    unread = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, seen_at__isnull=True)
    untold = Decision.objects.told().filter(case=OuterRef("pk"), seen_at__isnull=True)
    cases = Case.objects.of_author(user).annotate(has_answer=Exists(unread), has_statement=Exists(untold))
    rows: CaseQuerySet = cases.filter(~Q(state=Case.State.CLOSED) | Q(has_statement=True))
    return rows


def desk(user: Any) -> list[HomeCard]:
    """For who works the desk, and for admins where nobody else is there to answer."""
    found: list[HomeCard] = []
    if can(user, "moderation.hear_unanswered") and services.admins_are_asked():
        found.append(HomeCard(template="moderation/_home_unanswered.html", context={}, weight=1))
    works = can(user, "moderation.work_desk")
    if works:
        found += [_desk_card(user), *_look_in(user)]
    if works or user.is_staff:
        found += _deaths(user)
    return found


def _desk_card(user: Any) -> HomeCard:
    """Whether somebody waits, without numbers: the desk itself has the order."""
    waiting = Case.objects.visible_to(user).open().exists() or Appeal.objects.for_decider(user).exists()
    waiting = waiting or any(part.waiting(user).exists() for part in held)
    return HomeCard(template="moderation/_home_desk.html", context={"waiting": waiting}, weight=1 if waiting else 30)


def more_help(user: Any) -> list[HomeCard]:
    """What a member was offered and has not opened."""
    offered = _offered(user).first()
    if offered is None:
        return []
    return [HomeCard(template="moderation/_home_more_help.html", context={"row": offered}, weight=3)]


def _offered(user: Any) -> Any:
    return StepUp.objects.of_person(user).filter(seen_at__isnull=True)


def _look_in(user: Any) -> list[HomeCard]:
    """Whom it is time to look in on."""
    due = StepUp.objects.of_keeper(user).due(clock.now()).select_related("membership__group").order_by("look_in_at")
    rows = list(due[:SHOWN_MOST])
    return [HomeCard(template="moderation/_home_look_in.html", context={"rows": rows}, weight=4)] if rows else []


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


def farewells(user: Any) -> list[HomeCard]:
    """What a group of theirs was told."""
    news = list(_told(user).select_related("death__membership__group")[:SHOWN_MOST])
    return [HomeCard(template="moderation/_home_farewell.html", context={"rows": news}, weight=6)] if news else []


def _told(user: Any) -> Any:
    told = Farewell.objects.visible_to(user).filter(told_at__gt=clock.now() - FAREWELL_SHOWN)
    return told.exclude(told_by__account=user)


def _were_with(user: Any) -> Any:
    """The accounts of whose conversations `user`, of the team, had lately: they are offered to talk it over, too."""
    wrote = CaseReply.objects.filter(case=OuterRef("pk"), from_team=True, author=user)
    cases = Case.objects.filter(Q(companion=user) | Q(claimed_by=user) | Exists(wrote))
    return cases.filter(last_activity_at__gt=clock.now() - DEATH_SHOWN).values("subject_account")


def register() -> None:
    """Called once, from AppConfig.ready()."""
    home_page.add("conversations", conversations)
    home_page.add("moderation.more_help", more_help)
    home_page.add("moderation.farewells", farewells)
    home_page.add("moderation.desk", desk)
    home_when.add("conversations", lambda user: Exists(_going_on(user)))
    home_when.add("moderation.more_help", lambda user: Exists(_offered(user)))
    home_when.add("moderation.farewells", lambda user: Exists(_told(user)))
