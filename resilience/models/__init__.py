"""Strategies, small steps and seeing oneself grow: what helps people to keep at it."""

from resilience.models.buddies import BuddyPair, BuddyRequest, BuddyWish

__all__ = ["BuddyPair", "BuddyRequest", "BuddyWish"]
