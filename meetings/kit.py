"""What somebody who leads a meeting may need to read while it goes on: texts to say, and cards for hard moments.

A card fits one screen: what to do first, words to say, what rather not, and what comes after. Whoever leads is a peer
and carries nothing alone: every card ends with somebody who helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Text:
    """Something to read out, or to have ready. `parts` are (heading, lines)."""

    key: str
    name: Any
    about: Any
    parts: tuple[tuple[Any, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Card:
    """One hard moment. `first` to do now, `say` in words of one's own, `rather_not`, `after`."""

    key: str
    name: Any
    about: Any
    first: tuple[Any, ...]
    say: tuple[Any, ...]
    rather_not: tuple[Any, ...]
    after: tuple[Any, ...]


TEXTS: dict[str, Text] = {
    text.key: text
    for text in (
        Text(
            key="ground-rules",
            name=_("Ground rules to start from"),
            about=_("Read them out, one line each. Change them together, and tell people when you did."),
            parts=(
                (
                    _("The rules"),
                    (
                        _("What is said here stays here. We do not repeat it, not even without names."),
                        _("We record nothing and take no pictures of the screen."),
                        _("We speak from our own lives. Advice only when somebody asks for it."),
                        _("One speaks at a time. Silence is allowed to be long."),
                        _("Everyone may pass, leave, come back, or only listen. Nobody has to say why."),
                        _("No details of how people hurt themselves, and no names of people who are not here."),
                    ),
                ),
                (
                    _("The limit of “it stays here”"),
                    (
                        _(
                            "When somebody may be in danger, whoever leads tells the team. We say so to that "
                            "person first, if we can."
                        ),
                        _("A computer program reads along for signs of danger. It may misread."),
                        _("We cannot promise what others do. Say only what you can bear to have said."),
                    ),
                ),
            ),
        ),
        Text(
            key="opening",
            name=_("Opening a meeting"),
            about=_("About three minutes. Slow is good."),
            parts=(
                (
                    _("To read out"),
                    (
                        _("“Welcome. My name here is … and I lead today. I am a peer, not a therapist.”"),
                        _("“Nobody has to be well to be here, and nobody has to speak.”"),
                        _("“You can come late, leave early, pass, or only listen.”"),
                        _(
                            "“This is how the hour goes: we read the rules, say how we are, share, and say how we "
                            "leave.”"
                        ),
                        _(
                            "“If it gets too much, press I need help, or Help now at the top. You may also "
                            "just go. We will not mind.”"
                        ),
                        _("“Is anybody here for the first time? You need not say so.”"),
                    ),
                ),
            ),
        ),
        Text(
            key="closing",
            name=_("Closing a meeting"),
            about=_("Begin ten minutes before the end. Nobody should be left in the middle of something."),
            parts=(
                (
                    _("To read out"),
                    (
                        _("“We come to the end. There is time for one more voice, if somebody waits.”"),
                        _("“How do you leave? A word is enough, and you can pass.”"),
                        _(
                            "“If something was stirred up: drink some water, do something small and kind, "
                            "write to somebody you trust.”"
                        ),
                        _("“What was said here stays here. Thank you for coming, and for listening.”"),
                    ),
                ),
                (
                    _("Afterwards, for you"),
                    (
                        _("Stay two minutes. Who was quiet in a way that stays with you? Tell the team if you worry."),
                        _("Speak with your co-facilitator before you go. You need not carry it alone."),
                    ),
                ),
            ),
        ),
        Text(
            key="goodbye",
            name=_("When a group ends, or somebody who led goes"),
            about=_("A goodbye is said in good time: a few meetings before, and once more at the last one."),
            parts=(
                (
                    _("The last meeting of a group"),
                    (
                        _(
                            "“This is our last evening together. It may feel like many things at once, and "
                            "all of them are fine.”"
                        ),
                        _("“What will you remember? What would you like to leave here?”"),
                        _("“Each of us may say one thing to the circle. Passing is fine, as always.”"),
                        _("“Here is where you can go on: the other groups, and Help now, which stays.”"),
                    ),
                ),
                (
                    _("When somebody who led goes"),
                    (
                        _("“I stop leading after today. It is not because of any of you. From now on … leads.”"),
                        _("“I will not write to you in private. What you told here stays with me.”"),
                        _("Hand over the lead in the room, so that everyone sees it. Then thank them, and be thanked."),
                    ),
                ),
            ),
        ),
    )
}

_TEAM = _("Tell the team with “I need help” or a report. It is not telling on somebody. It is not carrying it alone.")
_CHECK = _("After the meeting, talk with your co-facilitator. How are you now?")

CARDS: dict[str, Card] = {
    card.key: card
    for card in (
        Card(
            key="dominates",
            name=_("Someone takes all the room"),
            about=_("They often do not notice. They may be afraid of the silence, or alone all week."),
            first=(
                _("Wait for a breath. Then say their name, kindly."),
                _("Go on with the order of the round: it is the rule that speaks, not you."),
            ),
            say=(
                _("“Thank you. I would like to stay with that, and also hear the others. May I go on?”"),
                _("“We share the time. There is room for one more sentence now, and for you again later.”"),
            ),
            rather_not=(
                _("Do not say how much they spoke. Do not let the others complain about them."),
                _("Do not mute somebody for speaking much. Muting is for harm."),
            ),
            after=(_("Next time, say at the beginning how long a turn is. Say it to all, and not to one."), _CHECK),
        ),
        Card(
            key="intoxicated",
            name=_("Someone has been drinking or has taken something"),
            about=_("They came to people instead of staying alone. That was a good thing to do."),
            first=(
                _("Stay calm and friendly. Do not ask what, or how much, in front of the others."),
                _(
                    "If they seem unwell, hard to wake or confused: it is an emergency. Open Help now and tell the "
                    "team."
                ),
            ),
            say=(
                _("“I am glad that you are here. Today it would be good if you only listen. Is that all right?”"),
                _("“I think this evening is not the right one. Come next time. Is somebody with you now?”"),
            ),
            rather_not=(
                _("Do not shame them, and do not argue with them."),
                _("Do not let it become the topic: it can be very hard for others here."),
            ),
            after=(
                _("Say to the circle: “That may have touched something. You can pass, or take a break.”"),
                _TEAM,
                _CHECK,
            ),
        ),
        Card(
            key="abuse",
            name=_("Someone tells of abuse"),
            about=_("They may never have said it before. To be believed matters more than any right word."),
            first=(
                _("Listen. Let them stop where they want to. Ask for no details."),
                _("Is it going on now, or is a child in danger? Then tell the team at once."),
            ),
            say=(
                _("“Thank you for telling us. I believe you. It was not your fault.”"),
                _("“You decide what happens with it. I can show you who helps with this, when you want.”"),
                _("“One thing I must say: if somebody is in danger now, I tell the team. I tell you first.”"),
            ),
            rather_not=(
                _("Do not ask why they stayed, or why they say it only now."),
                _("Do not tell them to report it, to leave, or to forgive. Do not promise to keep it secret."),
            ),
            after=(
                _("Ask the circle to breathe. Others may have lived through it: passing and going out is fine."),
                _TEAM,
                _CHECK,
            ),
        ),
        Card(
            key="clash",
            name=_("Two people clash"),
            about=_("Two hurts met each other. The circle is safe again when somebody says what goes on."),
            first=(
                _("Stop it early, in a low voice. Both at once, neither first."),
                _("Take the turn back to the round, or take a break of two minutes."),
            ),
            say=(
                _("“I stop us here. Both of you matter to this circle.”"),
                _("“We speak of ourselves, not about each other. What did it stir in you? You may also pass.”"),
            ),
            rather_not=(
                _("Do not look for who is right. Do not ask the others to take sides."),
                _("If somebody is threatened or insulted, do not wait: mute, or ask them to leave this meeting."),
            ),
            after=(
                _(
                    "Each of them can put the other’s name away, or block it. Say to all where that is: on the page "
                    "of names."
                ),
                _TEAM,
                _CHECK,
            ),
        ),
        Card(
            key="silence",
            name=_("A long silence"),
            about=_("It feels longer to you than to the others. Often something is at work in it."),
            first=(
                _("Breathe out three times, slowly. Wait. Then wait once more."),
                _(
                    "See whether the person whose turn it is is still there. The page goes on by itself if they are "
                    "gone."
                ),
            ),
            say=(
                _("“Silence is fine. We have time.”"),
                _("“Would you like more time, or pass? Both are good.”"),
            ),
            rather_not=(
                _("Do not fill it with a story of your own. Do not call on somebody by name."),
                _("Do not make a joke of it."),
            ),
            after=(_("If it was heavy, say so: “That was a full silence.” Then go on."), _CHECK),
        ),
        Card(
            key="tears",
            name=_("Someone leaves in tears"),
            about=_("They may need air, and they may need somebody. You cannot know which, so offer both."),
            first=(
                _("Say aloud that it is fine to go, and fine to come back."),
                _("Worried? Report “I am worried about this person” now. The team can reach them, you cannot."),
                _(
                    "If there are two of you, one does that, or offers a side room beside their name. "
                    "The other stays with the circle."
                ),
            ),
            say=(
                _("“It is fine to go. The door stays open, tonight and next time.”"),
                _("“Let us breathe for a moment. I look after it that somebody thinks of them. Then we go on.”"),
            ),
            rather_not=(
                _("Do not talk about them while they are away. Do not ask the others what they did wrong."),
                _("Do not go on as if nothing had happened."),
            ),
            after=(
                _("Do not look for them on your own. The team has ways to write to them that you do not have."),
                _CHECK,
            ),
        ),
        Card(
            key="do-not-tell",
            name=_("“Do not tell anyone”"),
            about=_("They trust you, and they are afraid. A promise you cannot keep would hurt them twice."),
            first=(
                _("Do not promise. Say early, and kindly, what you can keep and what you cannot."),
                _("Listen for danger: to them, to a child, to somebody else."),
            ),
            say=(
                _(
                    "“I am glad that you tell me. I keep it here, with one limit: when somebody may be in danger, I "
                    "tell the team.”"
                ),
                _("“If I have to tell them, I tell you first, and what I will say. We can do it together.”"),
            ),
            rather_not=(
                _("Do not move to a private chat elsewhere. Do not decide alone that it is not so bad."),
                _("Do not tell the group, or your friends."),
            ),
            after=(_TEAM, _CHECK),
        ),
    )
}
