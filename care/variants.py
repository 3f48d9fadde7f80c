"""The support card speaks differently to different moments: one row for each. Pure words, all through gettext.

Keys stand in addresses and say nothing of their matter, because an address stays in the history. A quiet variant is
for those who may be watched: it names nothing, looks like any other page, and asks first whether it is safe to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Variant:
    """`title` and `words` head the help page, `short` the panel in a room, `way` is the link that leads here."""

    key: str
    title: Any
    words: Any
    short: Any
    way: Any
    # Each a thing to do or to know, below the first view.
    more: tuple[Any, ...] = ()
    quiet: bool = False
    emergency_first: bool = False
    young: bool = False
    # Lines that know this matter come first among those that are open.
    kinds: tuple[str, ...] = ()


SELF = Variant(
    key="self",
    title=_("You do not have to be alone with this."),
    words=_("You do not have to say it well."),
    short=_("That sounded heavy."),
    way=_("It is about me"),
)
OTHER = Variant(
    key="other",
    title=_("You noticed. That matters."),
    words=_("Ask them how bad it is. Then listen. You can call for both of you."),
    short=_("You noticed. That matters."),
    way=_("I am worried about someone"),
    more=(
        _("You can ask, “Do you think of ending your life?” Asking does not put the idea there."),
        _("If they could be in danger now, stay with them or call the emergency number for them."),
        _("Helplines talk with friends and family, too. You do not have to carry it alone."),
    ),
)
HOME = Variant(
    key="home",
    title=_("A page to read in quiet."),
    words=_("You know best what is safe for you. None of this is your fault."),
    short=_("You know best what is safe."),
    way=_("I do not feel safe where I am"),
    more=(
        _("You do not have to decide anything today. Talking first is fine."),
        _("If you call, pick a moment when nobody listens. You can hang up at any time."),
        _("A call can show in the list of calls or on the bill. You can take it out of the list."),
        _("Quick exit at the top leaves this page at once."),
    ),
    quiet=True,
    kinds=("abuse",),
)
CHILD = Variant(
    key="child",
    title=_("Every child should be safe."),
    words=_("If you are the child, you did nothing wrong. You can tell someone, even a secret."),
    short=_("None of it is your fault."),
    way=_("It is about a child"),
    more=(
        _("Tell an adult you trust. If that one does not help, tell another."),
        _("If a child told you, stay calm. Say, “I believe you,” and do not promise to keep it secret."),
        _("If a child may be in danger now, call the emergency number."),
    ),
    quiet=True,
    young=True,
    kinds=("abuse",),
)
TAKEN = Variant(
    key="now",
    title=_("Call for help now."),
    words=_("Call even if it seems fine. Say what was taken. Do not stay alone, or leave them alone."),
    short=_("Call for help now."),
    way=_("Someone took too much of something"),
    more=(
        _("If you can, unlock the door and have what was taken in your hand."),
        _("Tell the people on the phone the truth. They are there to help."),
        _("Do what they tell you. Stay on the line until they say it is all right."),
    ),
    emergency_first=True,
)
FOOD = Variant(
    key="food",
    title=_("You do not have to look ill to need help."),
    words=_("When food is a fight, others can be beside you."),
    short=_("You can have help."),
    way=_("It is about food or my body"),
    more=(
        _("You do not have to be thin, or sure, or at the worst point. Now is early enough."),
        _("If you faint, or your heart beats oddly, see a doctor today or call the emergency number."),
    ),
    kinds=("eating",),
)
VOICES = Variant(
    key="voices",
    title=_("You do not have to do what they say."),
    words=_("Tell someone that you hear them. Go where people are."),
    short=_("You need not obey them."),
    way=_("I hear voices that tell me to act"),
    more=(
        _("Many people hear voices. You are not bad, and you are not alone with it."),
        _("Put things that could hurt out of your reach, or go to another room."),
        _("If you think you may do it, call the emergency number or go to a hospital."),
    ),
)
FEAR = Variant(
    key="fear",
    title=_("You want everyone to be safe."),
    words=_("A thought is not an act. Step away, put space between you, then talk to someone."),
    short=_("You can step away first."),
    way=_("I am afraid I could hurt someone"),
    more=(
        _("Go to another room or outside. Leave behind what could hurt."),
        _("If it is a baby, lay it down where it is safe, close the door, and breathe before you go back."),
        _("People who answer have heard this before. You can tell them."),
        _("If you think you may do it, call the emergency number and say so. That protects you as well."),
    ),
)
VARIANTS = {one.key: one for one in (SELF, OTHER, HOME, CHILD, TAKEN, FOOD, VOICES, FEAR)}
# In the order in which the help page offers them; a page about oneself is the help page.
WAYS = (OTHER, CHILD, TAKEN, HOME, FOOD, VOICES, FEAR)


def variant_of_path(path: str) -> Variant:
    """Which words fit a page that should have come: those of its address, SELF for every other page."""
    before, _slash, key = path.strip("/").rpartition("/")
    return VARIANTS.get(key, SELF) if before == "help/for" else SELF
