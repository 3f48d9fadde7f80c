"""Strategies, small steps and seeing oneself grow: what helps people to keep at it."""
