"""What people fill in on the care floor."""

from __future__ import annotations

from care.forms.directory import ConfirmServiceForm, ImportForm, SearchForm
from care.forms.lines import ConfirmForm, TableForm
from care.forms.plans import BringForm, CircleForm, CodeForm, PlanForm, ShareForm
from care.forms.words import UNKEPT, FreeText, new_uid, uid_of

__all__ = [
    "UNKEPT",
    "BringForm",
    "CircleForm",
    "CodeForm",
    "ConfirmForm",
    "ConfirmServiceForm",
    "FreeText",
    "ImportForm",
    "PlanForm",
    "SearchForm",
    "ShareForm",
    "TableForm",
    "new_uid",
    "uid_of",
]
