"""Who is who in the demo community. One person may have another name in each group; nobody can join them up."""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "peersupport-demo"  # noqa: S105 - for a machine that only listens to itself
# Where a call to the team would go. Nothing leaves this machine: mail is written to files.
TEAM_MAIL = "team@peersupport.example"
SIGN_INS = [
    ("member", "demo-member"),
    ("facilitator", "demo-facilitator"),
    ("moderator", "demo-moderator"),
    ("admin", "demo-admin"),
]


class Group(NamedTuple):
    key: str
    name: str
    summary: str
    expect: str
    about: str
    rules: str
    entry: str
    crosstalk: str
    size: int
    topics: tuple[str, ...]
    keeper: tuple[str, str]
    members: dict[str, tuple[str, str]]
    pinned: str = ""


RULES = "\n".join(
    [
        "What is said here stays here.",
        "Speak from your own life. Advice only when someone asks.",
        "No details of methods, and no names of real people.",
        "You may always pass, leave, or just listen.",
        "If you worry about someone, tell the team. You need not carry it alone.",
    ]
)

# key of a voice in talk.py: (account, name shown in this group)
GROUPS = [
    Group(
        "AWAKE",
        "Awake at night",
        "For nights when the head will not stop.",
        "Slow talk, no advice unless you ask.",
        "We are people who lie awake. Some of us worry, some of us grieve, some of us never found out why. We do not "
        "swap sleep tips all evening. Mostly we keep each other company until it is lighter.\n\nThe room is open day "
        "and night. It is often quiet. That is fine.",
        RULES,
        "open",
        "asked",
        8,
        ("sleepless",),
        ("river", "Slow River"),
        {
            "river": ("demo-facilitator", "Slow River"),
            "maple": ("demo-ida", "Old Maple"),
            "wren": ("demo-jon", "Amber Wren"),
            "heron": ("demo-member", "Quiet Heron"),
            "lantern": ("demo-kim", "Small Lantern"),
        },
        "Tonight’s theme is “the hour before sleep”. Come as you are, pyjamas too.",
    ),
    Group(
        "FIRSTS",
        "A year of firsts",
        "After someone close has died.",
        "We say their names here.",
        "The first birthday, the first winter, the first time somebody asks. We meet on Sundays and write in between. "
        "There is no right pace, and nobody is further along than anybody else.",
        RULES,
        "request",
        "listening",
        8,
        ("grief",),
        ("thimble", "Blue Thimble"),
        {
            "thimble": ("demo-lou", "Blue Thimble"),
            "fern": ("demo-max", "Night Fern"),
            "path": ("demo-nel", "Salt Path"),
            "maple": ("demo-member", "Plain Sparrow"),
        },
    ),
    Group(
        "CUPS",
        "Holding two cups",
        "For people who look after someone.",
        "You may moan. Nobody will fix you.",
        "A parent, a partner, a child, a friend. We hold their cup and ours. Some days one of them spills. This is a "
        "place to put both down for a while.",
        RULES,
        "open",
        "asked",
        8,
        ("caring",),
        ("oak", "Kind Oak"),
        {
            "oak": ("demo-ola", "Kind Oak"),
            "lantern": ("demo-ida", "Tin Whistle"),
            "pebble": ("demo-max", "Warm Pebble"),
        },
    ),
    Group(
        "WORK",
        "Back to work, gently",
        "Going back after time away for your head.",
        "Ideas welcome, if they are kind.",
        "Forms, colleagues, the first Monday, the first hard day. We trade what helped, one idea at a time.",
        RULES,
        "open",
        "welcome",
        10,
        ("work",),
        ("finch", "Early Finch"),
        {
            "finch": ("demo-facilitator", "Early Finch"),
            "salt": ("demo-jon", "Soft Harbour"),
            "moss": ("demo-nel", "Green Moss"),
            "heron": ("demo-member", "Late Swift"),
            "maple": ("demo-ida", "Paper Boat"),
            "lantern": ("demo-kim", "Morning Tram"),
            "fern": ("demo-max", "Second Sock"),
        },
    ),
]

# What Quiet Heron wrote for a hard night: nobody but demo-member reads it.
PLAN = {
    "reasons": "The swifts come back in May\nMy niece, who wants to learn the ukulele",
    "signs": "I stop answering\nI lie awake after three",
    "alone": "A hot shower\nThe long way round the harbour\nThe radio, low",
    "places": "The café by the bridge, till eight\nSunday five-a-side, I can just watch",
    "people": "My sister. “Can I come over? I need not talk.”\nSam next door",
    "professionals": "My doctor, in the mornings",
    "safer": "Ask Sam to sit with me\nSleep at my sister’s",
}
