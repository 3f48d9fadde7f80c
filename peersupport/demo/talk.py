"""What people of the demo community say: invented, gentle, and nothing that could hurt a reader.

A line is (days ago, time of day in UTC, who, words) with optional content note and the number of the line it answers.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    days: int
    time: str
    who: str
    words: str
    note: str = ""
    answers: int | None = None


AWAKE = [
    Line(
        20,
        "22:10",
        "river",
        "Hello, and welcome to the night shift. I am Slow River, "
        "I keep this room. You can write, or just sit here with us.",
    ),
    Line(20, "22:14", "maple", "First night here. I am up anyway, so I thought I may as well be up in company."),
    Line(20, "22:15", "wren", "Welcome. The kettle is on.", "", 1),
    Line(20, "22:31", "heron", "Hi. I am mostly going to listen, if that is fine."),
    Line(20, "22:33", "river", "Listening is a whole way of being here. Nobody will nudge you.", "", 3),
    Line(17, "23:40", "maple", "It is the quiet that gets me. In the day I can walk around it."),
    Line(17, "23:44", "wren", "I put the radio on very low. Not to hear it. So the room is not so empty."),
    Line(
        17,
        "23:52",
        "heron",
        "The ward was bright all night. "
        "What helped was a nurse who let me sit by her desk and said nothing at all. I still think of that lamp.",
        "a hospital stay",
    ),
    Line(17, "23:58", "maple", "I read that twice. Thank you for the lamp.", "", 7),
    Line(
        14,
        "21:35",
        "river",
        "Tonight we meet for an hour. The theme is “what a kind night would look like”. You can pass at any time.",
    ),
    Line(14, "21:41", "lantern", "A kind night would be one where I wake up and it is already six."),
    Line(14, "21:43", "wren", "Mine has a cat in it. I do not have a cat. That is a detail."),
    Line(14, "21:47", "maple", "Mine is boring. I would like to be bored at night."),
    Line(
        14,
        "22:30",
        "river",
        "That is the hour. Thank you all. Drink some water, and leave the light on if you like it on.",
    ),
    Line(9, "03:12", "lantern", "Three twelve. Hello to whoever reads this in the morning."),
    Line(9, "03:20", "heron", "Not morning yet. Hello back.", "", 14),
    Line(9, "03:21", "lantern", "Oh. That is better than I thought it would be."),
    Line(6, "22:48", "maple", "I slept five hours. In a row. I do not want to make a fuss, but five."),
    Line(6, "22:50", "wren", "We may make a small fuss.", "", 17),
    Line(6, "22:53", "heron", "Five. Well. That is a night with a beginning and an end."),
    Line(2, "23:48", "wren", "Not saying much tonight, only glad the light is on in here."),
    Line(
        1,
        "20:40",
        "river",
        "Hello all. We meet at half past nine. The theme is the hour before sleep, "
        "and nobody has to have anything clever to say.",
    ),
    Line(
        1,
        "21:02",
        "maple",
        "Mine is the worst hour. I tidy things that are tidy. Last night I lined up the spice jars.",
    ),
    Line(1, "21:04", "wren", "I have very orderly cutlery, for the same reason.", "", 22),
    Line(1, "21:09", "heron", "I put the phone in the kitchen. Then I visit it. We have both learnt something."),
]

FIRSTS = [
    Line(
        19,
        "17:02",
        "thimble",
        "Good evening. I am Blue Thimble. We say their names here, if we want to, and we do not compare.",
    ),
    Line(19, "17:09", "fern", "Hello. It is eleven weeks. I still lay two places."),
    Line(19, "17:12", "path", "I did that for a year. Nobody is keeping score.", "", 1),
    Line(
        12,
        "17:05",
        "fern",
        "I went to the shop on the corner for the first time. "
        "They asked how she is. I said fine. Then I sat on the wall.",
    ),
    Line(12, "17:08", "thimble", "That is a hard thing to be asked between the bread and the milk."),
    Line(12, "17:15", "path", "You may say “fine” for as long as you need it."),
    Line(12, "17:21", "maple", "I laughed on Tuesday, a real laugh, and then felt like a thief."),
    Line(12, "17:24", "fern", "He would have wanted in on the joke. That is what I tell myself about mine."),
    Line(5, "17:03", "thimble", "Today the theme is objects. What is in your house that you cannot move?"),
    Line(5, "17:07", "path", "His watering can. It is in the way every single day. It stays in the way."),
    Line(5, "17:10", "fern", "Her reading glasses, on the third stair."),
    Line(5, "17:31", "maple", "Thank you for the watering can. I can see it."),
]

CUPS = [
    Line(
        15,
        "13:01",
        "oak",
        "Thursday. Sit down for a minute if somebody lets you. "
        "I am Kind Oak, I look after my father, and this room a little.",
    ),
    Line(
        15,
        "13:06",
        "lantern",
        "My mother asked me eleven times what day it is. I said Thursday with a smile ten times.",
    ),
    Line(15, "13:08", "oak", "Ten out of eleven is a very good score."),
    Line(15, "13:15", "pebble", "Is it all right to say that I am cross? Not at him. At all of it."),
    Line(15, "13:17", "lantern", "You may moan here. Nobody will fix you."),
    Line(9, "13:20", "lantern", "Some of you make a very long story of a very short day."),
    Line(8, "13:03", "pebble", "We had a good hour. He sang. I am writing it down so that it counts."),
    Line(8, "13:05", "oak", "It counts."),
    Line(
        8,
        "13:22",
        "lantern",
        "A neighbour sat with her while I walked round the block twice. I had forgotten there is a tree at the corner.",
    ),
    Line(1, "13:04", "oak", "Small question for today: who asked how you are, and did you tell them?"),
    Line(1, "13:09", "pebble", "The bus driver. I told him. He turned the heater up."),
]

WORK = [
    Line(
        13,
        "18:30",
        "finch",
        "Welcome to Wednesday. I am Early Finch. "
        "I was away from work for seven months and came back on a wobbly Monday.",
    ),
    Line(13, "18:36", "salt", "I start again in two weeks, three mornings. My stomach knows it already."),
    Line(13, "18:40", "finch", "Would you like ideas, or company?", "", 1),
    Line(13, "18:41", "salt", "Ideas, please. One at a time."),
    Line(
        13,
        "18:44",
        "moss",
        "I wrote down one sentence for people who ask. “I was ill, "
        "I am better, I would rather talk about lunch.” I used it nine times.",
    ),
    Line(6, "18:31", "salt", "I wrote my sentence. It is shorter. “Good to be back, slowly.”"),
    Line(6, "18:33", "moss", "I like “slowly”. It does some work."),
    Line(6, "18:52", "finch", "What did you do on the day after a hard day? That is where I fell over."),
    Line(6, "18:58", "moss", "Soup. And I told one person in the team that it was a hard day. One was enough."),
    Line(2, "18:31", "lantern", "If you do not tell them everything on the first day, you will regret it. Just do it."),
    Line(2, "18:36", "moss", "Each of us may find out what to tell, and when."),
]
