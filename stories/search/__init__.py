"""Finding stories by words, behind one small interface: PostgreSQL's full text or SQLite's FTS5.

Only what others may read is in the index, and it leaves the index in the transaction that hides, empties or erases it.
Beside the words stands who they are for; a search asks for what is for the reader only, `visible_to` then decides about
each, and nothing is ranked before that. What is asked is kept nowhere.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from rows import require_transaction
from stories.search import postgres, sqlite
from stories.search.words import fold, words_of

if TYPE_CHECKING:
    from stories.models import Story

# How many of the newest are looked at to find the best of them, however common the word.
RANKED_MOST = 100
# How many ids are fetched at most at a time from the index, and how often, until enough of them may be read.
BATCH_MOST, BATCHES = 400, 8
INSIDE, OUTSIDE = "inside", "outside"


def _engine() -> Any:
    return postgres if connection.vendor == "postgresql" else sqlite


def scope_of(story: Story) -> str:
    """Who a story is for, as one word of the index."""
    if story.audience == story.Audience.GROUP:
        return f"group{story.group_id}"
    return OUTSIDE if story.is_public else INSIDE


def scopes_for(user: Any) -> list[str]:
    """The words of the index under which `user` may find something. `visible_to` still decides about each story."""
    from groups.models import Membership

    if not getattr(user, "is_authenticated", False):
        return [OUTSIDE]
    mine = Membership.objects.of(user).values_list("group", flat=True)
    return [OUTSIDE, INSIDE, *(f"group{pk}" for pk in mine)]


def put(story: Story) -> None:
    """Building block. The index knows the words of `story` as they stand now, or none where nobody reads them."""
    require_transaction()
    if story.removed_at is not None or story.hidden_at is not None:
        forget(story)
        return
    # Not what is folded: a search would tell who looks for it that it is there.
    title, *texts = _words_of(story)
    with connection.cursor() as cursor:
        _engine().drop(cursor, story.pk)
        _engine().put(cursor, story.pk, scope_of(story), fold(title), fold("\n".join(texts)))


def _words_of(story: Story) -> list[str]:
    """The title, the note and the parts, as others read them."""
    return [story.shown(name).text for name in ("title", "content_note", "how_it_was", "what_helped", "now")]


def forget(story: Story) -> None:
    """Building block. The index holds no word of `story` any more."""
    require_transaction()
    with connection.cursor() as cursor:
        _engine().drop(cursor, story.pk)


def tidy(moment: datetime) -> int:
    """Retention. What was forgotten leaves the last pieces of the index, too; a bounded step at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        _engine().tidy(cursor)
    return 0


def found(user: Any, words: str, *, most: int, rows: Any = None) -> list[Story]:
    """The newest stories with every one of `words` that `user` may read, at most `most`.

    `rows` narrows what is looked at further and says what is fetched with it (a queryset of stories). Where whole words
    find little, words that begin like them are looked for, too.
    """
    from stories.models import Story

    asked = words_of(words)
    if not asked:
        return []
    rows = (Story.objects.all() if rows is None else rows).visible_to(user)
    scopes = scopes_for(user)
    exact = _newest(rows, asked, scopes, most, prefix=False)
    if len(exact) >= most:
        return exact
    known = {story.pk for story in exact}
    begun = _newest(rows, asked, scopes, most, prefix=True)
    return (exact + [story for story in begun if story.pk not in known])[:most]


def best(user: Any, words: str, *, most: int, rows: Any = None) -> list[Story]:
    """The same with what fits best first, chosen among the RANKED_MOST newest that `user` may read."""
    asked = words_of(words)
    newest = found(user, words, most=RANKED_MOST, rows=rows)
    return sorted(newest, key=lambda story: -_weight(story, asked))[:most]


def _weight(story: Story, asked: list[str]) -> float:
    """A word in the title says most; a word that comes often says more than one that comes once, but not much more."""
    words = _words_of(story)
    title, text = fold(words[0]), fold(" ".join(words[2:]))
    weight = 0.0
    for word in asked:
        begins = re.compile(rf"\b{re.escape(word)}")
        weight += 4 * bool(begins.search(title)) + min(len(begins.findall(text)), 5) ** 0.5
    return weight


def _newest(rows: Any, asked: list[str], scopes: list[str], most: int, *, prefix: bool) -> list[Story]:
    """The newest first. A few ids are usually enough; where many may not be read, more are fetched at a time."""
    kept: list[Story] = []
    before, limit = None, most + 4
    for _number in range(BATCHES):
        with connection.cursor() as cursor:
            ids = _engine().newest(cursor, asked, scopes, before=before, limit=limit, prefix=prefix)
        if ids:
            kept += sorted(rows.filter(pk__in=ids).order_by(), key=lambda story: -story.pk)
        if len(kept) >= most or len(ids) < limit:
            break
        before, limit = ids[-1], min(limit * 4, BATCH_MOST)
    return kept[:most]
