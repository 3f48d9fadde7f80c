"""Making the demo community, once. A run that was broken off is gone on with; a whole one is left alone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress

import clock
from accounts import services as accounts
from accounts.models import Consent, LivedExperience, Profile, User
from accounts.policies import CONSENT_VERSIONS
from care.services import write_plan
from chat import services as chat
from chat.models import Message, Participant
from groups import services as groups
from groups.models import GroundRules, Group, Membership
from meetings import services as meetings
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import Every, Rule
from moderation import services as moderation
from moderation.models import OnCallShift
from notifications.services import deliver_due
from peersupport.demo import meet, people, talk
from peersupport.demo.buddies import seed_buddies
from peersupport.demo.growth import seed_growth
from peersupport.demo.lately import happen
from peersupport.demo.services import seed_services
from peersupport.demo.stories import seed_stories
from peersupport.demo.strategies import seed_strategies

WEEKS = 3
UNREAD = 4
TOPICS = {
    "sleepless": "sleepless-nights",
    "grief": "losing-someone",
    "caring": "looking-after-someone",
    "work": "back-to-work",
}


def seed() -> bool:
    """Returns whether anything was made."""
    if OnCallShift.objects.filter(account__sign_in_name="demo-moderator").exists():
        return False
    today = clock.now().replace(second=0, microsecond=0)
    with clock.standing_at(clock.now() - dt.timedelta(weeks=WEEKS, days=2)):
        accounts_by_name = _accounts()
        for group in people.GROUPS:
            _group(group, accounts_by_name, today)
    write_plan(actor=accounts_by_name["demo-member"], texts=people.PLAN, with_lines=True, version=0)
    seed_services(clock.now().date())
    for meeting_plan in meet.PLANS:
        _meetings(meeting_plan, accounts_by_name)
    happen(accounts_by_name, clock.now())
    seed_buddies(accounts_by_name)
    seed_stories(accounts_by_name, today)
    seed_growth(accounts_by_name, today)
    seed_strategies(accounts_by_name, today)
    # What is due leaves before the alarm is tried: a mail that waits for weeks would stop it.
    deliver_due()
    moderation.rehearse()
    _shift(accounts_by_name["demo-moderator"])
    return True


def _accounts() -> dict[str, User]:
    names = {name for _, name in people.SIGN_INS}
    for group in people.GROUPS:
        names |= {account for account, _ in group.members.values()}
    made = {}
    for name in sorted(names):
        there = User.objects.filter(sign_in_name=name).first()
        user = there or accounts.open_account(sign_in_name=name, password=people.PASSWORD)
        accounts.give_consent(actor=user, kind=Consent.Kind.HEALTH, version=CONSENT_VERSIONS[Consent.Kind.HEALTH])
        topics = LivedExperience.objects.filter(slug="sleepless-nights") if name == "demo-member" else None
        accounts.finish_onboarding(
            actor=user, topics=topics, age_band=Profile.AgeBand.ADULT, country="IE", time_zone="Europe/Dublin"
        )
        made[name] = user
    # The first appointment has nobody to ask: it is made as on the command line.
    User.objects.filter(sign_in_name="demo-admin").update(is_staff=True, is_superuser=True)
    moderator = User.objects.filter(sign_in_name="demo-moderator")
    moderator.update(is_moderator=True, email=people.TEAM_MAIL)
    EmailAddress.objects.get_or_create(user=moderator.get(), email=people.TEAM_MAIL, primary=True, verified=True)
    for user in made.values():
        user.refresh_from_db()
    return made


def _group(plan: people.Group, by_name: dict[str, User], today: dt.datetime) -> None:
    voices = plan.members
    keeper_account, keeper_name = voices[plan.keeper[0]]
    keeper = by_name[keeper_account]
    groups.sign_agreement(actor=keeper)
    group = Group.objects.filter(name=plan.name, founded_by=keeper).first() or _found(plan, keeper, keeper_name)
    if group.state == Group.State.PROPOSED:
        groups.approve_group(actor=by_name["demo-moderator"], group=group)
    if plan.pinned:
        groups.set_room_settings(
            actor=keeper,
            group=group,
            pinned_note=plan.pinned,
            slow_mode_seconds=0,
            needs_facilitator_here=False,
            sensitivity=Group.Sensitivity.USUAL,
        )
    group.refresh_from_db()
    rules = GroundRules.objects.get(group=group, version=1)
    for account, name in voices.values():
        if account != keeper_account:
            _come_in(by_name[account], name, group, rules, keeper)
    _talk(plan, group, today)


def _found(plan: people.Group, keeper: User, keeper_name: str) -> Group:
    description = groups.Description(
        name=plan.name,
        summary=plan.summary,
        expect=plan.expect,
        about=plan.about,
        entry=plan.entry,
        crosstalk=plan.crosstalk,
        time_zone="Europe/Dublin",
        size=plan.size,
        topics=LivedExperience.objects.filter(slug__in=[TOPICS[topic] for topic in plan.topics]),
    )
    return groups.found_group(
        actor=keeper,
        description=description,
        rules_short=plan.rules,
        display_name=keeper_name,
        avatar_seed=_seed(keeper_name),
    )


def _come_in(user: User, name: str, group: Group, rules: GroundRules, keeper: User) -> None:
    if Membership.objects.live().filter(group=group, account=user).exists():
        return
    words: dict[str, Any] = {"display_name": name, "avatar_seed": _seed(name)}
    if group.entry == Group.Entry.OPEN:
        groups.join_group(actor=user, group=group, rules=rules, **words)
    else:
        request = groups.request_to_join(actor=user, group=group, rules=rules, words="", **words)
        groups.accept_request(actor=keeper, join_request=request)


def _seed(name: str) -> str:
    return name.lower().replace(" ", "-")


def _talk(plan: people.Group, group: Group, today: dt.datetime) -> None:
    names = {key: name for key, (_, name) in plan.members.items()}
    # In one order, so that a second run finds the same giver for the same words.
    people_here = Participant.objects.filter(room__group=group).select_related("membership").order_by("pk")
    voices = {one.label: one for one in people_here}
    said = list(Message.objects.filter(room__group=group).order_by("seq"))
    for line in getattr(talk, plan.key)[len(said) :]:
        hour, minute = map(int, line.time.split(":"))
        at = (today - dt.timedelta(days=line.days)).replace(hour=hour, minute=minute)
        voice = voices[names[line.who]]
        post = chat.Post(
            participant_id=voice.pk,
            account_id=_account_of(voice).pk,
            body=line.words,
            content_note=line.note,
            reply_to=said[line.answers].uid if line.answers is not None else None,
        )
        with clock.standing_at(at):
            (answer,) = chat.post_messages(posts=[post])
        if not isinstance(answer, chat.Posted):
            raise RuntimeError(f"the demo could not say {line.words!r}: {answer.text}")
        said.append(answer.message)
    _encourage(said, voices)
    for voice in voices.values():
        chat.mark_read(actor=_account_of(voice), participant=voice, seq=len(said) - UNREAD)


def _account_of(voice: Participant) -> User:
    return User.objects.get(memberships__participants=voice)


def _encourage(said: list[Message], voices: dict[str, Participant]) -> None:
    words = ["hear", "been_there", "thanks", "with_you"]
    for index, message in enumerate(said):
        if index % 3 == 0 or message.hidden_at is not None:
            continue
        givers = [voice for voice in voices.values() if voice.pk != message.author_id]
        giver = givers[index % len(givers)]
        chat.encourage(actor=_account_of(giver), message=message, participant=giver, words=words[index % 4])


def _meetings(plan: meet.Plan, by_name: dict[str, User]) -> None:
    """A weekly series, and what people said about the next two of its meetings."""
    group = Group.objects.get(name=plan.group, state=Group.State.ACTIVE, founded_by=by_name[plan.keeper])
    series = MeetingSeries.objects.filter(group=group).first() or _plan(plan, group, by_name[plan.keeper])
    ahead = Meeting.objects.filter(series=series).order_by("starts_at")[: len(plan.answers)]
    for meeting, answers in zip(ahead, plan.answers, strict=True):
        for said in answers:
            meetings.answer(actor=by_name[said.account], meeting=meeting, answer=said.answer, shown_to=said.shown_to)


def _plan(plan: meet.Plan, group: Group, keeper: User) -> MeetingSeries:
    today = clock.now().astimezone(ZoneInfo(group.time_zone)).date()
    return meetings.plan_series(
        actor=keeper,
        group=group,
        plan=meetings.Plan(
            # Never today: an hour that has passed cannot be planned.
            first_day=today + dt.timedelta(days=(plan.weekday - today.weekday() - 1) % 7 + 1),
            at=dt.time.fromisoformat(plan.at),
            time_zone=group.time_zone,
            rule=Rule(Every.WEEK, days=(plan.weekday,)),
            about=plan.about,
        ),
    )


def _shift(moderator: User) -> None:
    """Somebody of the team is here this evening, so that the desk and the panel can be tried."""
    moderation.start_shift(actor=moderator, shown_name="Mara", until=clock.now() + dt.timedelta(hours=8))
