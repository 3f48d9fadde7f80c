"""The kinds of messages this floor sends. None names a group, a person or a reason."""

from __future__ import annotations

from notifications.kinds import Kind, kinds

KINDS = (
    # To who asked, founded or was given a role.
    Kind("groups.request_answered"),
    Kind("groups.approved"),
    Kind("groups.declined"),
    Kind("groups.role_set"),
    # To members, when their group takes no more posts.
    Kind("groups.closed"),
    # To keepers.
    Kind("groups.request_waiting"),
    # To moderators.
    Kind("groups.proposed", mutable=False, urgent=False),
    Kind("groups.request_waited", mutable=False, urgent=False),
    Kind("groups.unkept", mutable=False, urgent=True),
)


def register() -> None:
    for kind in KINDS:
        kinds.add(kind.name, kind)
