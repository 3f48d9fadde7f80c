"""A house for the benchmark: rooms, people and their session cookies, in a database of its own."""

from __future__ import annotations

import json
import os
import sys

import django


def build(rooms: int, people: int) -> list[dict[str, object]]:
    """For each room its uid and the session keys of its people."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.factories.accounts import make_account
    from tests.factories.chat import room_of
    from tests.factories.groups import join, make_group

    # Nobody signs in with a password here; a slow hash would only make the preparation slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made: list[dict[str, object]] = []
    for number in range(rooms):
        keys, group = [], None
        for person in range(people):
            user = make_account(f"b{number}x{person}")
            if group is None:
                group = make_group(user, size=people)
            else:
                join(group, user, name=f"Voice {person}")
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            keys.append(session.session_key)
        made.append({"uid": str(room_of(group).uid), "keys": keys})
    return made


def check(rooms: list[str]) -> dict[str, dict[str, object]]:
    """For each room what the database holds: uids in seq order, whether seq has gaps, rows without a reading."""
    from chat.models import Message

    found: dict[str, dict[str, object]] = {}
    for uid in rooms:
        rows = list(Message.objects.filter(room__uid=uid).order_by("seq").values_list("uid", "seq", "read_level"))
        found[uid] = {
            "uids": [str(row[0]) for row in rows],
            "gapless": [row[1] for row in rows] == list(range(1, len(rows) + 1)),
            "unread": sum(row[2] == "not_yet" for row in rows),
        }
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.dev")
    django.setup()
    if sys.argv[1] == "build":
        print(json.dumps(build(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(check(sys.argv[2:])))
