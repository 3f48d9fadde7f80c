"""Strategies, small steps and seeing oneself grow: what helps people to keep at it."""

from resilience.models.buddies import BuddyPair, BuddyRequest, BuddyWish
from resilience.models.growth import Milestone, SelfCheckIn
from resilience.models.journal import JournalEntry
from resilience.models.steps import Commitment, CommitmentDay, ShownStep
from resilience.models.strategies import Strategy, Tool, TriedIt

__all__ = [
    "BuddyPair",
    "BuddyRequest",
    "BuddyWish",
    "Commitment",
    "CommitmentDay",
    "JournalEntry",
    "Milestone",
    "SelfCheckIn",
    "ShownStep",
    "Strategy",
    "Tool",
    "TriedIt",
]
