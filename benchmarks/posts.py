"""How often public posts are raised: `python -m benchmarks.posts FOLDER [--half 0|1]`.

FOLDER holds the collections of the package construct-tracker 1.0.16 (Apache-2.0), unpacked: posts of 27 forums, and of
a community of veterans with raters' labels. They are people's own words: nothing of them is kept here, printed or
learnt from. Half 0 was read while the rules were written; half 1 was counted before it was read, too.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from moderation.detection import read

EVERYDAY = (
    "guns", "UKPersonalFinance", "personalfinance", "legaladvice", "teaching", "ukpolitics", "unitedkingdom",
    "conspiracy", "mindfulness",
)  # fmt: skip
TROUBLED = ("divorce", "adhd", "autism", "ForeverAlone", "socialanxiety", "healthanxiety", "anxiety", "lonely")
VETERANS = ("Set 1", "Set 2", "Set 4", "Set 5", "Set 6")
LONG = 700


def kind_of_forum(forum: str, text: str) -> str:
    if forum == "suicidewatch":
        return "forum about suicide, long" if len(text) > LONG else "forum about suicide, short"
    if forum in EVERYDAY:
        return "everyday forums"
    return "troubled, ordinary forums" if forum in TROUBLED else ""


def kind_of_rated(source: str, at_risk: bool) -> str:
    """What a rated text is counted as; the forums are in that file, too, and are counted from their own."""
    if source == "rallypoint shortstbposts_talklife" and at_risk:
        return "short posts that raters marked"
    return "veterans, everyday" if source.removeprefix("rallypoint ") in VETERANS and not at_risk else ""


def posts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text that is counted, with its kind."""
    csv.field_size_limit(sys.maxsize)
    for path in sorted(folder.rglob("rmhd_*_test.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield kind_of_forum(row["subreddit"], row["post"]), row["post"]
    for path in sorted(folder.rglob("rallypoint_*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield kind_of_rated(row["source"], float(row["label"]) > 0), row["doc"]


def half_of(text: str) -> int:
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    options = parser.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    for kind, text in dict.fromkeys(posts(options.folder)):
        if kind and options.half in (None, half_of(text)):
            counted[kind, "all"] += 1
            counted[kind, read(text, language="en").level] += 1
    for kind in sorted({kind for kind, _ in counted}):
        crisis, of = counted[kind, "crisis"], counted[kind, "all"]
        print(f"{kind:30} crisis {crisis}/{of} = {crisis / of:.3f}   concern {counted[kind, 'concern']}")


if __name__ == "__main__":
    main()
