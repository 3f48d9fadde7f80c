"""Is this input well formed: of the desk, of conversations with the team, of reports, and of the team itself."""

from __future__ import annotations

from moderation.forms.caring import BuddyForm, CareForm, forms_for
from moderation.forms.deaths import AsideForm, DiedForm, FarewellForm, MemorialForm, RememberForm
from moderation.forms.deciding import AppealForm, DecideForm, LiftForm, LookAgainForm, SecondForm
from moderation.forms.desk import CallForm, CloseForm, EndingForm, HandOverForm, NoteForm, ReplyForm
from moderation.forms.duty import RotaForm, ShiftForm
from moderation.forms.openings import AskForm, ReadForm
from moderation.forms.parts import ActForm
from moderation.forms.people import AnswerForm, NeedHelpForm, PlaceForm, ReportForm
from moderation.forms.steps_up import LookInForm, StepUpForm
from moderation.forms.word_rules import WordRuleForm

__all__ = [
    "ActForm",
    "AnswerForm",
    "AppealForm",
    "AsideForm",
    "AskForm",
    "BuddyForm",
    "CallForm",
    "CareForm",
    "CloseForm",
    "DecideForm",
    "DiedForm",
    "EndingForm",
    "FarewellForm",
    "HandOverForm",
    "LiftForm",
    "LookAgainForm",
    "LookInForm",
    "MemorialForm",
    "NeedHelpForm",
    "NoteForm",
    "PlaceForm",
    "ReadForm",
    "RememberForm",
    "ReplyForm",
    "ReportForm",
    "RotaForm",
    "SecondForm",
    "ShiftForm",
    "StepUpForm",
    "WordRuleForm",
    "forms_for",
]
