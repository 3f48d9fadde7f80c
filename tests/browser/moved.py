"""The settings that somebody tries the platform out with, and a clock that a test moves through a file."""

from peersupport.settings.dev import *  # noqa: F403
from peersupport.settings.dev import env

CLOCK_OFFSET_FILE = env("CLOCK_OFFSET_FILE")
