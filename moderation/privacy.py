"""What moderation holds of a person. Cases that go on stay until they end; what is closed goes with the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Class, Holding, holdings
from moderation import exported
from moderation.models import (
    READ_COLUMNS,
    Appeal,
    Case,
    CaseEvent,
    CaseEvidence,
    CaseNeighbour,
    CaseReply,
    CheckBack,
    Decision,
    Finding,
    Fold,
    Grant,
    OutsideHelp,
    ReadingMark,
    Rehearsal,
    Report,
    Reread,
    Rung,
    Sanction,
    StepUp,
    TextReading,
)
from moderation.services import erasing

TECHNICAL = {"id": Class.TECHNICAL, "uid": Class.TECHNICAL}
# What the engine said of words that others read, on whichever floor they are kept.
READING = dict.fromkeys(READ_COLUMNS, Class.SAFEGUARDING)
# The same of words in which a passage can be folded.
FOLDABLE = {**READING, "folded": Class.SAFEGUARDING}
UNTIL_CLOSED = _(
    "While the conversation goes on and a year after it ended, because somebody may have to answer for it. When the "
    "account is erased: what has ended goes at once, the rest without a name within a year."
)
AS_LONG_AS_IT_STANDS = _(
    "As long as what was decided stands, and a year after the conversation ended. When the account is erased: at once, "
    "or where the conversation goes on, without a name within a year."
)
A_YEAR = _("A year.")


def all_of(names: str, kind: Class = Class.SAFEGUARDING) -> dict[str, Class]:
    return {**TECHNICAL, **dict.fromkeys(names.split(), kind)}


def register() -> None:
    safe = Class.SAFEGUARDING
    holdings.add(
        "moderation.case",
        Holding(
            model=Case,
            kind="conversations",
            about=_("Conversations with the team, and what others told us"),
            fields={
                **all_of(
                    "kind state severity subject_account label avatar_seed group_uid group_name content_kind "
                    "content_uid choice choice_at panel_shown_at opened_at last_activity_at claimed_by "
                    "claimed_until companion offered_by offered_at waits_since worried_again_at place place_at "
                    "room_told_at ending_by ending_at ending_reason read_by_person_at thread_declined_at closed_at "
                    "close_reason alerted_at kept_until"
                ),
                "version": Class.TECHNICAL,
                "queue": Class.TECHNICAL,
                "due_at": Class.TECHNICAL,
            },
            retention=UNTIL_CLOSED,
            export=exported.cases,
            erase=erasing.erase_cases,
        ),
    )
    holdings.add(
        "moderation.caseevidence",
        Holding(
            model=CaseEvidence,
            kind="conversation_copies",
            about=_("Copies of the words that led to a conversation"),
            fields=all_of("case kind subject_uid finding at copy"),
            retention=UNTIL_CLOSED,
        ),
    )
    holdings.add(
        "moderation.caseneighbour",
        Holding(
            model=CaseNeighbour,
            kind="conversation_neighbours",
            about=_("Copies of a few words that were said around them"),
            fields=all_of("evidence account copy"),
            retention=_("As long as the conversation, and no longer than the account of who said them."),
            erase=erasing.erase_neighbours,
        ),
    )
    holdings.add(
        "moderation.caseevent",
        Holding(
            model=CaseEvent,
            kind="conversation_history",
            about=_("What the team did in a conversation"),
            fields={**all_of("case at actor actor_name verb detail by_keeper note"), "version": Class.TECHNICAL},
            retention=UNTIL_CLOSED,
            erase=erasing.erase_from_events,
        ),
    )
    holdings.add(
        "moderation.casereply",
        Holding(
            model=CaseReply,
            kind="conversation_messages",
            about=_("What you and the team wrote to each other"),
            fields={
                **all_of("case author from_team author_name text sent_at seen_at"),
                **READING,
                "client_uid": Class.TECHNICAL,
            },
            retention=UNTIL_CLOSED,
            export=exported.replies,
            erase=erasing.erase_from_replies,
        ),
    )
    holdings.add(
        "moderation.checkback",
        Holding(
            model=CheckBack,
            kind="check_backs",
            about=_("When somebody of the team asks how you are"),
            fields=all_of("case place due_at owner raised_at passed_on_at done_at done_by outcome"),
            retention=UNTIL_CLOSED,
            export=exported.check_backs,
            erase=erasing.erase_from_check_backs,
        ),
    )
    holdings.add(
        "moderation.grant",
        Holding(
            model=Grant,
            kind="what_was_opened",
            about=_("When the team opened the account behind your name, or a talk, and who agreed"),
            fields=all_of(
                "case scope thread_kind thread_uid since hours reason state asked_by asked_at alone second_by "
                "second_at opens_at ends_at reads review_due_at review untold_reason untold_agreed_at told_at"
            ),
            retention=UNTIL_CLOSED,
            export=exported.grants,
            erase=erasing.erase_from_grants,
        ),
    )
    holdings.add(
        "moderation.fold",
        Holding(
            model=Fold,
            kind="folded_words",
            about=_("Which of your words others do not read, and whether a person has looked at that"),
            fields=all_of("case finding kind subject_uid spans state folded_at answered_at answered_by"),
            retention=UNTIL_CLOSED,
            export=exported.folds,
            erase=erasing.erase_from_folds,
        ),
    )
    holdings.add(
        "moderation.stepup",
        Holding(
            model=StepUp,
            kind="more_help",
            about=_("Help beside your group that who keeps the room chose for you, and what they wrote; or you did"),
            fields={
                **all_of(
                    "membership keeper chosen words sent_at seen_at look_in_at declined_at raised_at look_in "
                    "looked_in_at looked_in_by",
                    Class.PRIVATE,
                ),
                **READING,
            },
            retention=_("60 days, and no longer than the account for which it is."),
            export=exported.steps_up,
            erase=erasing.erase_steps_up,
        ),
    )
    holdings.add(
        "moderation.outsidehelp",
        Holding(
            model=OutsideHelp,
            kind="outside_help",
            about=_("Whether the team decided to call emergency services for you"),
            fields=all_of("case asked tried reason state proposed_by proposed_at second_by second_at"),
            retention=UNTIL_CLOSED,
            export=exported.calls,
            erase=erasing.erase_from_calls,
        ),
    )
    holdings.add(
        "moderation.rung",
        Holding(
            model=Rung,
            kind="conversation_rungs",
            about=_("When who of the team was told that somebody still waits"),
            fields=all_of("case since step due_at told_at"),
            retention=UNTIL_CLOSED,
        ),
    )
    holdings.add(
        "moderation.rehearsal",
        Holding(
            model=Rehearsal,
            kind="rehearsals",
            about=_("Whether the alarm works; about nobody"),
            fields=all_of("began_at arrived_at stopped_at", Class.TECHNICAL),
            retention=_("30 days."),
        ),
    )
    holdings.add(
        "moderation.report",
        Holding(
            model=Report,
            kind="what_you_told_us",
            about=_("What you told us about others"),
            fields={**all_of("case reporter reason words made_at"), **READING, "client_uid": Class.TECHNICAL},
            retention=UNTIL_CLOSED,
            export=exported.reports,
            erase=erasing.erase_reports,
        ),
    )
    holdings.add(
        "moderation.decision",
        Holding(
            model=Decision,
            kind="decisions",
            about=_("What was decided about you, with the rule and the words"),
            fields=all_of(
                "case measure state second_for rule quoted words reason note machine_marked ends_at no_end ends_case "
                "is_told seen_at signed decided_by decided_at second_by second_at"
            ),
            retention=AS_LONG_AS_IT_STANDS,
            export=exported.decisions,
            erase=erasing.erase_from_decisions,
        ),
    )
    holdings.add(
        "moderation.sanction",
        Holding(
            model=Sanction,
            kind="sanctions",
            about=_("What stands because of a decision, and until when"),
            fields=all_of(
                "decision measure account group_uid content_kind content_uid kept begins_at ends_at no_end lifted_at "
                "lifted_because lifted_by"
            ),
            retention=AS_LONG_AS_IT_STANDS,
            export=exported.sanctions,
            erase=erasing.erase_sanctions,
        ),
    )
    holdings.add(
        "moderation.appeal",
        Holding(
            model=Appeal,
            kind="appeals",
            about=_("What you wrote when you asked us to look again, and the answer"),
            fields={**all_of("decision author words made_at state decided_by decided_at answer reason"), **READING},
            retention=AS_LONG_AS_IT_STANDS,
            export=exported.appeals,
            erase=erasing.erase_appeals,
        ),
    )
    holdings.add(
        "moderation.finding",
        Holding(
            model=Finding,
            kind="findings",
            about=_("What the computer noticed in a text, without the text"),
            fields=all_of(
                "kind subject_uid level severity about categories cues findings packs version found_at", safe
            ),
            retention=A_YEAR,
        ),
    )
    holdings.add(
        "moderation.readingmark",
        Holding(
            model=ReadingMark,
            kind="reading_marks",
            about=_("What you, as one of the team, said of a reading: right or not right"),
            fields=all_of("finding marked_by verdict at", safe),
            retention=_("A year. When the account is erased: at once without a name."),
            export=exported.marks,
            erase=erasing.erase_from_marks,
        ),
    )
    holdings.add(
        "moderation.textreading",
        Holding(
            model=TextReading,
            kind="readings",
            about=_("Whether the computer has read a name or a group’s text"),
            fields={**all_of("kind subject_uid field account membership_uid group_uid changed_at"), **READING},
            retention=_("As long as the text."),
            erase=erasing.erase_readings,
        ),
    )
    holdings.add(
        "moderation.reread",
        Holding(
            model=Reread,
            kind="texts_waiting",
            about=_("Texts that wait for the computer"),
            fields=all_of("kind subject_uid since tries next_at passed_on_at", Class.TECHNICAL),
            retention=_("Until it has read them."),
        ),
    )
