"""What a reading costs, beside a plain list of keywords in the same run: `python -m benchmarks.detection`.

Times are of the processor, not of the clock. The ratio is the figure to compare between machines.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from moderation.detection import Turn, read
from tests.detection.batteries import rows

KEYWORDS = (
    "suicide|suicidal|kill myself|end my life|want to die|self harm|self-harm|cutting|overdose|hang myself|no reason "
    "to live|better off dead|hopeless|worthless|can't go on|goodbye forever|hurt myself|take my own life|kms|unalive"
)
_LIST = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in KEYWORDS.split("|")), re.IGNORECASE)
ORDINARY = (
    "had a long day at work, the bus was late again and my boss moved the meeting, "
    "but dinner with my sister was really nice."
)
ADVERSARIAL = {
    "one act, over and over": "kill myself ",
    "spaced letters": "k i l l ",
    "dotted letters": "s.u.i.",
    "starred letters": "k*ll ",
    "stretched letters": "aaaab ",
    "joined words": "iwanttodiekillmyself ",
    "misspelt words": "kiil mysefl wnt ",
    "denials": "i will not ",
    "beginnings only": "no more pills ",
    "quotation marks": '"',
    "emoji": "\U0001f52b",
    "full width": "ｋill ",
    "combining marks": "a\u0301b ",
    "another alphabet": "я ",
    "contractions": "don't ",
    "acts of everybody": "i want to kill my friend says he wants to die ",
}
ASKED = Turn(same_author=False, text="did you get to rest after all that?", is_question=True)
BEFORE = (
    Turn(same_author=False, text="how was your day?", is_question=True),
    Turn(same_author=True, text="it was fine i guess, a bit long", is_question=False),
    Turn(same_author=False, text="tell us about it if you like", is_question=False),
    ASKED,
)


def listed(text: str) -> bool:
    return _LIST.search(text) is not None


def spent(what: Callable[[str], object], texts: Sequence[str], repeat: int = 5) -> list[float]:
    """Microseconds for each text, the least of some runs: the rest is what else the machine did."""
    found = []
    for text in texts:
        least = float("inf")
        for _ in range(repeat):
            began = time.process_time_ns()
            what(text)
            least = min(least, (time.process_time_ns() - began) / 1000)
        found.append(least)
    return sorted(found)


def line(name: str, texts: Sequence[str], reader: Callable[[str], object]) -> None:
    ours, plain = spent(reader, texts), spent(listed, texts)
    median, base = statistics.median(ours), statistics.median(plain)
    worst = ours[min(len(ours) - 1, int(len(ours) * 0.99))]
    sys.stdout.write(f"{name:34}{median:10.0f}{worst:10.0f}{base:10.1f}{median / max(base, 0.1):9.1f}\n")


def plainly(text: str) -> object:
    return read(text, language="en")


def with_context(text: str) -> object:
    return read(text, language="en", context=BEFORE)


def main() -> None:
    chance = random.Random(7)
    battery = [row.text for language in ("en", "es") for row in rows(language) if row.split == "dev"]
    short = [text for text in battery if len(text) <= 200]
    long = []
    for _ in range(60):
        text = ""
        while len(text) < 2000:
            text += chance.choice(battery) + ". "
        long.append(text[:2000])
    sys.stdout.write(f"{'microseconds':34}{'median':>10}{'p99':>10}{'keywords':>10}{'ratio':>9}\n")
    line("an ordinary message, 119 characters", [ORDINARY] * 200, plainly)
    line("the same after four turns", [ORDINARY] * 200, with_context)
    line("hard messages up to 200 characters", short, plainly)
    line("2,000 characters of hard messages", long, plainly)
    posts = "\n\n".join(row.text for row in rows("long") if row.split == "dev" and row.label == "none")
    line("2,000 characters of ordinary posts", [posts[at : at + 2000] for at in range(0, 12_000, 500)], plainly)
    for name, unit in ADVERSARIAL.items():
        text = (unit * 20_000)[:20_000]
        line(f"20,000: {name}", [text], plainly)


if __name__ == "__main__":
    main()
