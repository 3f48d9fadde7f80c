"""Where a group meets by video."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.access import require
from audit import services as audit
from groups.models import Group
from meetings.models import GroupVideo


@transaction.atomic(durable=True)
def set_video_link(*, actor: Any, group: Group, link: str) -> GroupVideo | None:
    """The link that people in a live room of `group` are shown; an empty one takes it away. ValidationError if odd."""
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    require(actor, "meetings.plan", group)
    row = GroupVideo.objects.filter(group=group).first()
    audit.record(actor=actor, verb="group.video_link_set" if link else "group.video_link_removed", target=group)
    if not link:
        if row is not None:
            row.delete()
        return None
    row = row or GroupVideo(group=group)
    row.link = link
    row.full_clean(validate_unique=False)
    row.save()
    return row
