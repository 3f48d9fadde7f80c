"""Understands crisis language in a message, clause by clause, and explains what it understood."""

from .engine import read
from .explain import explain
from .model import VERSION, Cue, Finding, Reading, Turn
from .packs import ENABLED_PACKS
from .tongue import may_be_foreign

__all__ = ["ENABLED_PACKS", "VERSION", "Cue", "Finding", "Reading", "Turn", "explain", "may_be_foreign", "read"]
