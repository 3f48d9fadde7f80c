"""Reading, checking and writing the Human Services Data Specification (HSDS 3.0, with what 3.1 adds). Pure: no Django.

A directory is a list of services, each with its organisation inside, as plain dictionaries in the standard's own words.
It comes in as JSON or as a zip of CSV tables, and goes out as either.
"""

from __future__ import annotations

from care.hsds.facts import Facts, facts_of
from care.hsds.problems import Problem
from care.hsds.reading import BYTES_MOST, Read, read
from care.hsds.standard import SHAPES
from care.hsds.writing import digest, to_csv_zip, to_json

__all__ = [
    "BYTES_MOST",
    "SHAPES",
    "Facts",
    "Problem",
    "Read",
    "digest",
    "facts_of",
    "read",
    "to_csv_zip",
    "to_json",
]
