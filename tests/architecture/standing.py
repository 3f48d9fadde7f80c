"""Who may come where, said anew in plain sets: what the policies must come to, written without looking at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.house_stories import OF_HOUSE
from tests.factories.house_strategies import CARDS_OF_HOUSE

MEMBERS: dict[str, set[str]] = {
    "open": {"ana", "eve", "hal", "ben"},
    "private": {"ana", "ivy"},
    "asking": {"fay"},
    "proposed": {"pia"},
    "unkept": {"gus"},
    "ended": {"fay"},
}
KEEPERS: dict[str, set[str]] = {
    "open": {"ben"}, "private": {"ivy"}, "asking": {"fay"}, "proposed": {"pia"}, "unkept": set(), "ended": {"fay"},
}  # fmt: skip
# Groups in which meetings can be planned.
MEET = {"open", "private", "asking"}
LISTED = {"open", "asking", "unkept"}
DESK = {"mo", "ben", "fay", "ivy", "pia"}
# What a person is told of by name on their own side, and who works it at the desk.
CASE_AUTHOR = {"crisis": {"ana"}, "private": {"ana"}, "help": {"cy"}, "removed": {"dee"}}
CASE_DESK = {
    "crisis": {"mo", "ben"}, "private": {"mo", "ivy"}, "help": {"mo"},
    "message": {"mo", "ben"}, "group": {"mo"}, "keeper": {"mo"}, "removed": {"mo", "ben"}, "waiting": {"mo", "ben"},
}  # fmt: skip
# Reports that are open, and the decisions of the house by what may still be done with them.
DECIDABLE = {"message", "group", "waiting"}
TOLD = {"warned": {"dee"}, "removed": {"dee"}}
# Messages by who wrote them. A removed one has nothing left to change, a hidden one is its author's alone.
AUTHOR = {"ana": "ana", "eve": "eve", "dee": "dee", "hal": "hal", "hidden": "ana", "private": "ana", "reported": "eve"}

# Facts of one address: which group, whose object, which message. An address that leads nowhere has none.
Facts = dict[str, Any]


def members(who: str, facts: Facts) -> bool:
    """Of the group whose room it is; the room of two buddies is for the two."""
    return who in MEMBERS.get(facts.get("group", ""), ()) or who == facts.get("buddy")


def keepers(who: str, facts: Facts) -> bool:
    return who in KEEPERS.get(facts.get("group", ""), ())


def planners(who: str, facts: Facts) -> bool:
    """Who keeps a group that is active."""
    return keepers(who, facts) and facts["group"] in MEET


def who_were_there(who: str, facts: Facts) -> bool:
    """Ana was, who does not keep the room."""
    return facts.get("ended", False) and who == "ana"


def who_kept_it(who: str, facts: Facts) -> bool:
    return facts.get("ended", False) and who == "ben"


def who_are_in_the_meeting(who: str, facts: Facts) -> bool:
    """Only the open group's live room is open, and two people have come in."""
    return facts.get("group") == "open" and who in ("ana", "ben")


def keepers_in_the_meeting(who: str, facts: Facts) -> bool:
    """Nobody sets aside who keeps the room, themselves included, or a name of another group."""
    return who_are_in_the_meeting(who, facts) and keepers(who, facts) and facts.get("member") in ("ana", "eve")


def who_see_the_group(who: str, facts: Facts) -> bool:
    return facts.get("group") in LISTED or members(who, facts)


def who_see_the_name(who: str, facts: Facts) -> bool:
    """Not oneself, and none across a block; nobody sees who asked to be erased. Names outlive a leaving."""
    other = facts.get("member", "")
    if other in ("", who, "hal") or not members(who, facts):
        return False
    return {who, other} != {"ana", "eve"}


def who_blocked_or_see_the_name(who: str, facts: Facts) -> bool:
    return who_see_the_name(who, facts) or (who, facts.get("member")) == ("ana", "eve")


def keepers_of_the_member(who: str, facts: Facts) -> bool:
    return keepers(who, facts) and facts.get("live", False) and facts["member"] not in (who, "hal")


def who_may_offer(who: str, facts: Facts) -> bool:
    """Members of a group that nobody keeps; whoever has not signed is led to the agreement first, without a word."""
    return members(who, facts) and not keepers(who, facts)


def owner(who: str, facts: Facts) -> bool:
    return facts.get("owner") == who


def deciders_of_the_request(who: str, facts: Facts) -> bool:
    """Keepers, and moderators once nobody answered for three days."""
    return who in {"asking": {"fay"}, "asked_long_ago": {"fay", "mo"}}.get(facts.get("request", ""), ())


def case_workers(who: str, facts: Facts) -> bool:
    if facts.get("act") in ("read", "talking", "over", "close", "ending") and who != "mo":
        # Mo wrote to them: she alone says that they talk anyway. Nobody has read, or ends, what is closed to them.
        return False
    return who in CASE_DESK.get(facts.get("case", ""), ())


def deciders(who: str, facts: Facts) -> bool:
    return case_workers(who, facts) and facts["case"] in DECIDABLE


def case_author(who: str, facts: Facts) -> bool:
    return who in CASE_AUTHOR.get(facts.get("case", ""), ())


def reads(who: str, key: str, group: str) -> bool:
    """Whether `who` reads the message `key` of the group's room."""
    author = AUTHOR.get(key, "")
    if not author or who not in MEMBERS.get(group, ()):
        return False
    if who == author:
        return True
    return author != "hal" and key != "hidden" and {who, author} != {"ana", "eve"}


def readers(who: str, facts: Facts) -> bool:
    return reads(who, facts.get("message", "?"), facts.get("group", ""))


def other_readers(who: str, facts: Facts) -> bool:
    # Whoever asked to be erased only reads.
    return readers(who, facts) and AUTHOR[facts["message"]] != who and who != "hal"


def authors(who: str, facts: Facts) -> bool:
    return readers(who, facts) and AUTHOR[facts["message"]] == who


def who_may_report(who: str, facts: Facts) -> bool:
    if facts.get("kind") == "message":
        return readers(who, facts)
    if facts.get("kind") in ("story", "story_reply"):
        return story_readers(who, facts) and who != "visitor"
    if facts.get("kind") == "strategy":
        return card_readers(who, facts) and who != "visitor" and facts["card"] != "house"
    if facts.get("kind") == "membership":
        return facts.get("member") == who or who_see_the_name(who, facts)
    if facts.get("kind") == "meeting":
        return members(who, facts)
    if facts.get("kind") in ("buddy", "buddy_request"):
        return owner(who, facts)
    return who_see_the_group(who, facts) and "kind" in facts


STORY_READERS = {key: readers for key, (_author, readers) in OF_HOUSE.items()}


def story_readers(who: str, facts: Facts) -> bool:
    said = STORY_READERS.get(facts.get("story", ""), "")
    return said == "*" or who in said.split()


def other_story_readers(who: str, facts: Facts) -> bool:
    # Whoever asked to be erased only reads.
    return story_readers(who, facts) and who not in (OF_HOUSE[facts["story"]][0], "visitor", "hal")


def who_may_answer(who: str, facts: Facts) -> bool:
    """Also who wrote it, unless it was put aside."""
    return story_readers(who, facts) and who not in ("visitor", "hal") and facts["story"] != "hidden"


def card_readers(who: str, facts: Facts) -> bool:
    readers = CARDS_OF_HOUSE[facts["card"]][1] if "card" in facts else ""
    return readers == "*" or who in readers.split()


def other_card_readers(who: str, facts: Facts) -> bool:
    # Whoever asked to be erased only reads.
    return card_readers(who, facts) and who not in (CARDS_OF_HOUSE[facts["card"]][0], "visitor", "hal")


AUDIENCES: dict[str, Callable[[str, Facts], bool]] = {
    "nobody": lambda who, facts: False,
    "everybody": lambda who, facts: True,
    "signed in": lambda who, facts: who != "visitor",
    # Hal asked for it already; to sign in again would take that back.
    "who stay": lambda who, facts: who not in ("visitor", "hal"),
    "onboarded": lambda who, facts: who not in ("visitor", "new"),
    "moderators": lambda who, facts: who == "mo" and not facts.get("nothing"),
    "moderators and admins": lambda who, facts: who in ("mo", "ada"),
    "visitors and admins": lambda who, facts: who in ("visitor", "ada"),
    "admins": lambda who, facts: who == "ada" and not facts.get("nothing"),
    "the desk": lambda who, facts: who in DESK,
    "whoever has the link": lambda who, facts: bool(facts.get("link")),
    "who see the group": who_see_the_group,
    "members": members,
    "keepers": keepers,
    "keepers and moderators": lambda who, facts: keepers(who, facts) or (who == "mo" and not facts.get("nothing")),
    "members who keep nothing": lambda who, facts: members(who, facts) and not keepers(who, facts),
    "planners": planners,
    "who are in the meeting": who_are_in_the_meeting,
    "who were at the meeting that ended": who_were_there,
    "who kept the meeting that ended": who_kept_it,
    "keepers in the meeting": keepers_in_the_meeting,
    "keepers and who greets there": lambda who, facts: (
        keepers(who, facts) or (who == "eve" and facts.get("group") == "open")
    ),
    "the two of the side room": lambda who, facts: who in ("ana", "ben") and bool(facts.get("side")),
    "who was offered the side room": lambda who, facts: who == "ana" and bool(facts.get("side")),
    "onboarded and known": lambda who, facts: who not in ("visitor", "new") and not facts.get("nothing"),
    "who see the name": who_see_the_name,
    "who blocked or see the name": who_blocked_or_see_the_name,
    "keepers of the member": keepers_of_the_member,
    "who may offer": who_may_offer,
    "keepers and the invitation": lambda who, facts: keepers(who, facts) and "invitation" in facts,
    "owner": owner,
    "deciders of the request": deciders_of_the_request,
    "case workers": case_workers,
    "case author": case_author,
    "deciders": deciders,
    # Of break-glass: moderators alone, and nothing because of what has ended.
    "who open": lambda who, facts: who == "mo" and case_workers(who, facts) and facts["case"] != "removed",
    "moderators of the case": lambda who, facts: who == "mo" and case_workers(who, facts),
    "workers of what goes on": lambda who, facts: case_workers(who, facts) and facts["case"] != "removed",
    # Only a moderator, and not who proposed it; nor is it Mo who decided what she answers an appeal about.
    "second people": lambda who, facts: facts.get("decision") == "waiting" and who == "mo",
    "lifters": lambda who, facts: facts.get("decision") == "removed" and who == "mo",
    "who look again": lambda who, facts: facts.get("decision") == "removed" and who == "mo",
    "whom it was decided about": lambda who, facts: who in TOLD.get(facts.get("decision", ""), ()),
    "readers": readers,
    "other readers": other_readers,
    "authors": authors,
    "who may report": who_may_report,
    "readers of the story": story_readers,
    "other readers of the story": other_story_readers,
    "who may answer the story": who_may_answer,
    "who read it first": lambda who, facts: who == "mo" and facts.get("story") == "waits",
    "readers of the card": card_readers,
    "other readers of the card": other_card_readers,
    "who read the card first": lambda who, facts: who == "mo" and facts.get("card") == "waiting",
    "who take part": lambda who, facts: who not in ("visitor", "new", "hal"),
    "keepers of an active group": lambda who, facts: any(who in KEEPERS[key] for key in MEET),
    # Eve has not been there for long enough, and who keeps the group asks nobody.
    "who may ask for a buddy": lambda who, facts: who == "ana" and facts.get("group") == "open",
    "known page": lambda who, facts: not facts.get("nothing"),
}
