"""Who spoke around a message, for the desk: with the account behind each voice, so that its erasure takes it along."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Coalesce

from chat.models import Participant
from moderation.subjects import Neighbour


def neighbours_of(said: Iterable[tuple[int, str, str]]) -> list[Neighbour]:
    """From (participant, label, text), in order. What somebody said is left out who is erased or rests by now."""
    said = list(said)
    people = Participant.objects.filter(pk__in={participant for participant, _, _ in said}).with_agreement()
    owners = dict(people.filter(agrees=True).values_list("pk", Coalesce("membership__account", "account")))
    return [
        Neighbour(account_id=owners[participant], label=label, text=text)
        for participant, label, text in said
        if owners.get(participant) is not None
    ]
