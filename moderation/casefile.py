"""One case as the desk reads it: sealed pieces are opened here, each with an audit line, as the opening has its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.sealed import CannotOpen, open_sealed
from moderation import services
from moderation.answers import answers
from moderation.folding import FOLDED
from moderation.marking import marked, passage
from moderation.models import Case, CaseEvent, CaseReply, Finding, Fold, Level, TeamCare
from moderation.querysets import REPLY
from moderation.themes import said, themes_in

# The newest pieces; a case that many words joined is still one page.
EVIDENCE_MOST = 10
# What nobody meets unasked: it stands behind a line that says softly what it is about.
SOFTENED = (Level.CONCERN, Level.CRISIS)
TOLD_MOST = 20
# What the engine notices apart from any crisis. Somebody looks; the first three are folded for others until then.
NOTICED = {
    "method_detail": _("Detail of how to get hurt"),
    "encouragement": _("Encourages somebody to get hurt"),
    "pact": _("Getting hurt together"),
    "identifying_detail": _("Who or where somebody is, or how to reach them"),
}


@dataclass(frozen=True)
class Piece:
    """One text that led to the case. `words` is escaped HTML with the cues marked."""

    words: SafeString
    at: Any
    kind: str
    about: str
    explained: list[str]
    # What else was noticed, apart from any crisis: what it is, and the passage.
    noticed: list[tuple[str, str]]
    neighbours: list[dict[str, str]]
    # The reading that may be called right or not right: who reads this said what, and what others said.
    reading: Finding | None = None
    mine: str = ""
    others: list[str] = field(default_factory=list)
    # What its author said about these very words.
    answer: CaseEvent | None = None
    # Others do not read all of it, or did not until somebody opened it.
    fold: Fold | None = None
    # It holds what others are kept from: whoever works here opens it when they are ready.
    is_hard_to_read: bool = False
    # What it is about in soft words, in front of what would otherwise meet the eye unasked; nothing where that is calm.
    is_soft: bool = False
    themes: str = ""
    # One of them is what whoever reads this would rather leave to others.
    is_left: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the history, with its note where it has one."""

    event: CaseEvent
    note: str


@dataclass(frozen=True)
class Told:
    """What one reporter said; who it was is shown to nobody."""

    reason: str
    words: str
    at: Any


@dataclass(frozen=True)
class CaseFile:
    case: Case
    pieces: list[Piece]
    more_pieces: int
    lines: list[Line]
    notes: list[Line]
    replies: list[tuple[CaseReply, str]]
    told: list[Told]
    # Folded words beside which none are drawn: older than what is shown, not to be opened, or come without any.
    folds_apart: list[Fold] = field(default_factory=list)
    more_told: int = 0
    # Words between them and somebody else of the team, which this person does not read.
    kept_apart: bool = False
    is_mine: bool = False
    is_others: bool = False
    # Who has it takes a break, and the person waits: others may take it.
    holder_rests: bool = False
    unreadable: bool = field(default=False)

    @property
    def is_left(self) -> bool:
        return any(piece.is_left for piece in self.pieces)

    @property
    def answered_apart(self) -> list[Fold]:
        return [fold for fold in self.folds_apart if fold.state != Fold.State.WAITING]


def casefile(*, case: Case, actor: Any) -> CaseFile:
    """Everything `actor` may see of `case`; PermissionDenied for anybody who may not work it."""
    services.note_opened(actor=actor, case=case)
    kept = case.evidence.order_by("-at", "-id").select_related("finding")
    kept = kept.prefetch_related("neighbours", "finding__marks")
    rows = list(kept[: EVIDENCE_MOST + 1])
    has_more = len(rows) > EVIDENCE_MOST
    rows = rows[:EVIDENCE_MOST]
    all_folds = list(case.folds.all())
    if has_more:
        # Nobody says of words unread whether they stay folded, and a case does not end before somebody did.
        waiting = [fold.finding_id for fold in all_folds if fold.state == Fold.State.WAITING]
        newest = [row.pk for row in rows]
        rows += kept.filter(finding__in=[pk for pk in waiting if pk]).exclude(pk__in=newest)[:EVIDENCE_MOST]
    events = list(services.events_for(case, actor))
    # Which answer is about which words, all of them say, also those that are not drawn.
    about_it = answers(case.evidence.only("at") if has_more else rows, events)
    folds = {fold.finding_id: fold for fold in all_folds if fold.finding_id is not None}
    left = set(services.themes_left(TeamCare.objects.own(actor), actor))
    pieces, unreadable = [], False
    replies = CaseReply.objects.visible_to(actor)
    theirs = set(replies.filter(uid__in=[row.subject_uid for row in rows]).values_list("uid", flat=True))
    apart = {row.pk for row in rows if row.kind == REPLY and row.subject_uid not in theirs}
    for row in rows:
        if row.pk in apart:
            continue
        try:
            around = [json.loads(open_sealed(near, "copy", actor)) for near in row.neighbours.all()]
            item = json.loads(open_sealed(row, "copy", actor) or "{}")
            pieces.append(
                _piece(
                    item,
                    around,
                    row.finding,
                    actor,
                    answered=about_it.get(row.pk) or [],
                    fold=folds.get(row.finding_id or 0),
                    left=left,
                )
            )
        except (CannotOpen, ValueError):
            unreadable = True
    for_them = _handed_to(actor, case, events)
    lines = [Line(event=event, note=_note(event, actor, is_for_them=event == for_them)) for event in events]
    thread = list(replies.filter(case=case))
    drawn = {piece.fold.pk for piece in pieces if piece.fold is not None}
    is_mine = case.is_claimed and case.claimed_by_id == actor.pk
    is_others = services.held_by_other(actor, case)
    return CaseFile(
        case=case,
        pieces=pieces,
        more_pieces=max(0, case.evidence.count() - len(rows)) if has_more else 0,
        lines=lines,
        notes=[line for line in lines if line.note],
        replies=[(reply, open_sealed(reply, "text", actor)) for reply in thread],
        told=[
            Told(reason=row.get_reason_display(), words=open_sealed(row, "words", actor), at=row.made_at)
            for row in case.reports.order_by("-made_at", "-id")[:TOLD_MOST]
        ],
        folds_apart=[fold for fold in all_folds if fold.state != Fold.State.GONE and fold.pk not in drawn],
        more_told=max(0, case.reports.count() - TOLD_MOST),
        kept_apart=bool(apart) or len(thread) < case.replies.count(),
        is_mine=is_mine,
        is_others=is_others,
        holder_rests=case.is_claimed and not is_mine and not is_others,
        unreadable=unreadable,
    )


def _handed_to(actor: Any, case: Case, events: list[CaseEvent]) -> CaseEvent | None:
    """The hand-over to `actor`, while they stay with them by it. Words for somebody before them are not for them."""
    passed = [event for event in events if event.verb in ("handed_over", "taken_over")]
    by_hand = case.companion_id == actor.pk and passed and passed[-1].verb == "handed_over"
    return passed[-1] if by_hand else None


def _note(event: CaseEvent, actor: Any, *, is_for_them: bool) -> str:
    """What moderators noted is theirs; words for who takes over are for that person, too."""
    if not event.note or not (actor.is_moderator or event.by_keeper or is_for_them):
        return ""
    return open_sealed(event, "note", actor)


def newest_words(*, case: Case, actor: Any) -> str:
    """The newest words that the case keeps of what it is about, with their audit line."""
    require(actor, "moderation.work_case", case)
    for row in case.evidence.order_by("-at", "-id")[:EVIDENCE_MOST]:
        try:
            return str(json.loads(open_sealed(row, "copy", actor) or "{}").get("text", ""))
        except (CannotOpen, ValueError):
            continue
    return ""


def _piece(
    item: dict[str, Any],
    neighbours: list[dict[str, str]],
    reading: Finding | None,
    actor: Any,
    *,
    answered: list[CaseEvent],
    fold: Fold | None,
    left: set[str],
) -> Piece:
    text, found = str(item.get("text", "")), item.get("findings") or []
    marks = list(reading.marks.all()) if reading is not None else []
    themes = themes_in(item.get("categories") or (reading.categories if reading is not None else []))
    return Piece(
        words=marked(text, [*(item.get("cues") or []), *found]),
        at=parse_datetime(str(item.get("at", ""))),
        kind=str(item.get("kind", "")),
        about=str(item.get("about", "")),
        explained=[str(sentence) for sentence in item.get("explained") or []],
        noticed=[(_what(one), passage(text, one)) for one in found],
        neighbours=neighbours,
        reading=reading,
        mine=next((mark.verdict for mark in marks if mark.marked_by_id == actor.pk), ""),
        others=[mark.get_verdict_display() for mark in marks if mark.marked_by_id != actor.pk],
        answer=answered[-1] if answered else None,
        fold=fold,
        is_hard_to_read=any(one.get("kind") in FOLDED for one in found),
        is_soft=item.get("level") in SOFTENED or reading is not None and reading.level in SOFTENED,
        themes=said(themes),
        is_left=bool(left & set(themes)),
    )


def _what(found: Mapping[str, Any]) -> str:
    kind = str(found.get("kind", ""))
    return str(NOTICED.get(kind, kind.replace("_", " ")))
