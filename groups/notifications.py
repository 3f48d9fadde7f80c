"""The kinds of messages this floor sends. None names a group, a person or a reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, kinds

KINDS = (
    # To who asked, founded or was given a role.
    Kind("groups.request_answered", about=_("a group answers your request")),
    Kind("groups.approved", about=_("a group that you founded opens")),
    Kind("groups.declined", about=_("a group that you founded cannot open")),
    Kind("groups.role_set", about=_("your part in keeping a group changes")),
    Kind("groups.age_answered", mutable=False),
    # To members, when their group takes no more posts.
    Kind("groups.closed", about=_("a group of yours closes")),
    # To keepers.
    Kind("groups.request_waiting", about=_("somebody asks to come into a group that you keep")),
    # To moderators.
    Kind("groups.proposed", mutable=False, urgent=False),
    Kind("groups.request_waited", mutable=False, urgent=False),
    Kind("groups.unkept", mutable=False, urgent=True),
)


def register() -> None:
    for kind in KINDS:
        kinds.add(kind.name, kind)
