"""The house of the matrices with markup and scripts in every column of words, written down page by page.

    python -m tests.browser.hostile FILE

In a process of its own: the thread of a browser test has a loop running, in which Django asks no database.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

SHORT = '"><img src=x onerror=alert(1)>'
# No words of a person, or ones with a form: an address, a hash, a link, what the database itself is asked with.
NO_WORDS = re.compile(
    r"accounts\.|account\.|admin\.|.*(hash|key|keys|data|link|email|\.mark|\.label|\.file_name)$|care\.SupportLine"
    r"|moderation\.WordRule\.words"
)
# Room for the whole corpus: what is made of stars, lists and links is made there. (Two people take no links in a room.)
LONG = re.compile(
    r"stories\.Story(Draft)?\.(how_it_was|what_helped|now)|stories\.StoryReply\.body"
    r"|resilience\.(JournalEntry\.body|Strategy\.how)|groups\.GroundRules\.long|groups\.Group\.about"
    r"|care\.(Service\.description|SafetyPlan\.)|moderation\.(Report\.words|CaseReply\.text)"
)
# Who walks where: each page once, through the eyes of the first who comes to it. The desk has tests of its own.
WALKERS = {
    "ana": (
        "home", "care:plan", "care:circle", "care:service", "groups:", "chat:", "meetings:", "stories:", "resilience:",
    ),
    "ben": ("groups:", "meetings:", "stories:"),
    "mo": ("stories:review", "resilience:review", "meetings:debrief"),
}  # fmt: skip
# What only they meet, or on another page of the kind.
BESIDES = {
    "eve": ("home", "resilience:budd", "meetings:missed"),
    "fay": ("groups:keep",),
    "ben": ("home", "meetings:debriefs"),
    "ana": ("meetings:meeting",),
}
TRIES, OF_A_KIND = 2, 6


def hostile(what: str) -> str:
    """As much of the corpus as the column `what` takes."""
    from django.apps import apps
    from django.core.exceptions import FieldDoesNotExist

    from tests.stories.test_markup import CORPUS

    if NO_WORDS.match(what):
        return ""
    if LONG.match(what):
        # A file of services with a hidden sign is refused whole.
        return "\n".join(["", *(text for text in CORPUS if "\u202e" not in text)])
    model, _dot, name = what.rpartition(".")
    try:
        most = getattr(apps.get_model(model)._meta.get_field(name), "max_length", None)
    except FieldDoesNotExist:
        most = None
    return "<svg onload=alert(1)>" if most and most < 40 else SHORT


def written_down() -> dict[str, Any]:
    """Pages with words of somebody on them, and the columns that these words are from; and those that no page shows."""
    from tests.architecture.matrix import Visit, rolled_back
    from tests.architecture.targets import targets
    from tests.factories.house import build_house
    from tests.factories.house_marks import Marks

    mark: Callable[..., str] = Marks.mark

    def marked(self: Marks, what: str, readers: str = "", *, owner: str = "") -> str:
        return mark(self, what, readers, owner=owner) + hostile(what)

    Marks.mark = marked  # type: ignore[method-assign]
    pages: dict[str, Any] = {}
    shown: set[str] = set()
    done: set[str] = set()
    with rolled_back():
        house = build_house()
        walks = [(*one, True) for one in WALKERS.items()] + [(*one, False) for one in BESIDES.items()]
        here = [one for one in targets(house) if not one.nothing and "feed" not in one.name]
        for who, ways, once in walks:
            visit, tried = Visit(house, who), Counter[str]()
            for target in here:
                name = target.name
                most = TRIES if once else OF_A_KIND
                if not name.startswith(ways) or (once and name in done) or tried[name] == most:
                    continue
                tried[name] += 1
                seen = visit.send("GET", target.path)
                words = {house.marks[token].what for token in seen.marks() if token in house.marks}
                if seen.status == 200 and words - (set() if once else shown) and b"<main" in seen.body:
                    pages[f"/{who}{target.path}"] = [seen.headers, seen.body.decode()]
                    done.add(name)
                    shown |= words
        held = {one.what for one in house.marks.values() if one.owner not in ("", "ada") and hostile(one.what)}
    wanted = {what for what in held if not what.startswith("moderation.")}
    return {"pages": pages, "shown": sorted(shown), "missing": sorted(wanted - shown)}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    logging.disable(logging.ERROR)
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    Path(sys.argv[1]).write_text(json.dumps(written_down()))
    runner.teardown_databases(old)


if __name__ == "__main__":
    main()
