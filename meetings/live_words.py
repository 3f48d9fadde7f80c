"""What the live room says: the name of each part, what goes on, what comes next, and what a leader may read out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.live import Phase


@dataclass(frozen=True)
class Part:
    """`name` in the agenda; `now` for everybody; `then` where it comes next; `script` for who leads, line by line."""

    name: Any
    now: Any
    then: Any = ""
    script: tuple[Any, ...] = ()


PARTS: dict[Phase, Part] = {
    Phase.LOBBY: Part(
        name=_("Arriving"),
        now=_("People are coming in. You need not say anything yet."),
        script=(
            _("Say hello to each name as it comes in."),
            _("Begin on time, also for two people. Who comes later is welcome then."),
        ),
    ),
    Phase.OPENING: Part(
        name=_("Opening"),
        now=_("We begin. Somebody says what this hour is for."),
        then=_("Next we open the meeting together."),
        script=(
            _("“Welcome. I am glad that you came, however you came.”"),
            _("“This is a circle of peers. Nobody here treats anybody, and nobody has to be well.”"),
            _("“You can come late, leave early, pass, or only listen. Silence is fine here.”"),
            _(
                "“If it gets too much: Help now is at the top of the page, and I need help is beside the words "
                "you write.”"
            ),
        ),
    ),
    Phase.GROUND_RULES: Part(
        name=_("Ground rules"),
        now=_("We read our ground rules, so that everyone can lean on them."),
        then=_("Next we read the ground rules."),
        script=(
            _("“Let us read the rules, one line each, or I read them.”"),
            _("“What is said here stays here. The one limit: when somebody may be in danger, I tell the team.”"),
            _("“Nobody records, and nobody takes pictures of the screen.”"),
            _("“Is there a rule that somebody would like to say a word about?”"),
        ),
    ),
    Phase.CHECK_IN: Part(
        name=_("Checking in"),
        now=_("How are you, here, today? A word, a picture, a number, or “I don’t know”. You can pass."),
        then=_("Next everyone may say how they are, or pass."),
        script=(
            _("“Choose what fits, or pass. You choose who sees it.”"),
            _("“We do not answer each other yet. We only hear it.”"),
        ),
    ),
    Phase.ROUND: Part(
        name=_("Sharing round"),
        now=_("One speaks, the others listen. Who does not want to speak passes."),
        then=_("Next is the round: one after the other, and passing is always fine."),
        script=(
            _("“When it is your turn, take it when you are ready. Silence is part of it.”"),
            _("“You need not have an answer for anybody. Being heard is what this is for.”"),
            _("“When you are done, say so with the button. Then it goes on.”"),
        ),
    ),
    Phase.TOPIC: Part(
        name=_("Talking together"),
        now=_("We talk about what brought us here. Raise a hand to be next."),
        then=_("Next we talk together."),
        script=(
            _("“What would be good to talk about today? One thing is enough.”"),
            _("“Raise a hand, and I see to it that everyone who wants to gets their turn.”"),
        ),
    ),
    Phase.CHECK_OUT: Part(
        name=_("Checking out"),
        now=_("Before we go: how do you leave? A word, a picture, a number, or “I don’t know”."),
        then=_("Next everyone may say how they leave, or pass."),
        script=(
            _("“Take a breath. What do you take with you, or leave here?”"),
            _(
                "“If something weighs on you now, stay a few minutes, or press I need help. You need not carry "
                "it home.”"
            ),
            _("“What was said here stays here. Thank you for coming. We meet again next time.”"),
        ),
    ),
    Phase.CLOSED: Part(
        name=_("The end"),
        now=_("This meeting is over. It was good to have you here."),
        then=_("Then this meeting is over."),
    ),
}

# Why somebody is not in the room, in the words they read before the door.
DOOR = {
    "not_yet": _("The door opens a quarter of an hour before it begins."),
    "no_place": _("You have no place in this meeting yet. You can take one, if one is free."),
    "too_late": _("It has begun, and this group asks people to come in by a certain time. It is not about you."),
    "over": _("This meeting is over."),
    "cancelled": _("This meeting does not take place."),
    "removed": _("Those who keep the room asked you to leave this meeting. You are still in the group."),
    "resting": _("You cannot come in at the moment."),
}
