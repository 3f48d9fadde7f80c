"""Stories of the demo community: invented, gentle, and nothing that could hurt a reader."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import clock
from accounts.models import User
from groups.models import Group
from stories import services
from stories.models import Story
from stories.parts import Choices, Words


class Told(NamedTuple):
    """`signed` is another name, or empty for none; `group` the name of a group it is for."""

    days: int
    who: str
    signed: str
    texts: dict[str, str]
    topics: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    audience: str = "everyone"
    group: str = ""
    still_in_it: bool = False
    # Who answered, under which name, how they began, and their words.
    answers: tuple[tuple[str, str, str, str], ...] = ()


STORIES = [
    Told(
        18, "demo-jon", "Paper Boat",
        {
            "title": "The winter I stopped counting sheep",
            "how_it_was": "The first thing I lost was the difference between late and early. It was simply dark, and I "
            "was simply up, and the fridge and I kept each other company.\n\nPeople told me to try things. I tried "
            "things. Warm milk, cold rooms, a playlist of rain. I became *very* good at trying. What I could not do "
            "was stop marking myself on it every morning, like a child handing in the same wrong homework.\n\n"
            "> Nobody asked how I slept. They asked what the night was like.",
            "what_helped": "A woman in a group wrote, at ten past three: “I am making toast, does anybody want some?” "
            "It was a joke, and it was not. I went and made toast. Somewhere, four other people stood in four other "
            "kitchens, and the night had a shape again.\n\nThen the slower things:\n\n- a doctor who took her time\n"
            "- a spring\n- a smaller job",
            "now": "I still wake at three sometimes. I put the bread in, and I think of them.",
            "content_note": "Lying awake, losing a job. It ends gently.",
            "note_help": "The middle is the hardest part, and it is short.",
        },
        ("sleepless-nights", "worry"), ("group", "professional", "time"),
        answers=(
            ("demo-ida", "Morning Gull", "hear", "“It was simply dark, and I was simply up.” I have not read it said "
             "like that before. Thank you."),
            ("demo-member", "", "mine", "I bought a small lamp for those hours. Not to sleep by. To be awake by."),
        ),
    ),
    Told(
        11, "demo-nel", "",
        {
            "title": "Two cups, one table",
            "how_it_was": "My mother forgot the word for kettle first. She called it “the singing one”, and we all "
            "laughed, she too. Later we laughed less.",
            "what_helped": "Somebody told me that I may be tired **and** love her. I wrote it on the inside of a "
            "cupboard door, where only I open.",
            "now": "Tuesdays are mine. A neighbour sits with her, they shell peas, and nobody counts them.",
        },
        ("looking-after-someone",), ("talking", "practical"),
        audience="members",
        answers=(("demo-ola", "Harbour Light", "company", "Tuesdays are mine, too. I will think of the peas."),),
    ),
    Told(
        6, "demo-ida", "Old Raincoat",
        {
            "title": "Still on the stairs",
            "how_it_was": "I go to the door with my coat on and stand on the third stair. Some days I come as far as "
            "the letter boxes. I know every name on them.",
            "now": "Today it was the third stair. I sat down on it and ate an apple. That is where I am.",
        },
        ("worry",), ("myself",), still_in_it=True,
    ),
    Told(
        2, "demo-kim", "",
        {"how_it_was": "For those who know the hour: I have moved my chair to the window. The baker across the street "
         "puts his light on at four. I had no idea that somebody else was up, all this time."},
        ("sleepless-nights",), audience="group", group="Awake at night",
    ),
]  # fmt: skip


def seed_stories(by_name: dict[str, User], today: dt.datetime) -> None:
    """Tell them, each on its day, through the services; those for everyone were read by the team."""
    for told in STORIES:
        if Story.objects.filter(title=told.texts.get("title", ""), author=by_name[told.who]).exists():
            continue
        at = today - dt.timedelta(days=told.days)
        with clock.standing_at(at):
            story = _tell(told, by_name[told.who])
        with clock.standing_at(at + dt.timedelta(hours=3)):
            if told.audience == "everyone":
                services.review(actor=by_name["demo-moderator"], story=story, version=1, lets=True)
            for who, name, opening, words in told.answers:
                services.reply(actor=by_name[who], story=story, body=words, opening=opening, name=name)


def _tell(told: Told, actor: User) -> Any:
    draft = services.begin_draft(actor=actor)
    there = services.opened(actor=actor, draft=draft)
    choices = Choices(
        audience=told.audience,
        byline="other" if told.signed else "nobody",
        name=told.signed,
        group=str(Group.objects.get(name=told.group).uid) if told.group else "",
        topics=told.topics,
        helped=told.helped,
        still_in_it=told.still_in_it,
    )
    texts = {**there.words.texts, **told.texts}
    now = services.write_draft(actor=actor, draft=draft, words=Words(texts, choices), version=draft.version)
    return services.publish(actor=actor, draft=draft, version=now.version).story
