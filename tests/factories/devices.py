"""A browser in which somebody turned messages on, by the real service."""

from __future__ import annotations

from typing import Any

from notifications import services
from notifications.models import PushDevice

# The keys of the example in RFC 8291.
KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def make_device(account: Any, endpoint: str) -> PushDevice:
    return services.turn_on_push(
        actor=account, endpoint=endpoint, key=KEY, auth=AUTH, session="no such sign-in", browser="firefox"
    )
