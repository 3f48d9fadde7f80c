"""Opening an account, and its password."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import signals
from accounts.access import require
from accounts.models import Profile, User
from accounts.raids import ClosedToNewPeople, is_closed_to_new_people
from accounts.services.access import bump_access_epoch
from audit import services as audit


class SignInNameTaken(ValidationError):
    """Somebody has the sign-in name; with a word list and three digits that is rare, and nobody's fault."""

    def __init__(self) -> None:
        super().__init__(_("Somebody took this name a moment ago. Here is another one."), code="taken")


@transaction.atomic(durable=True)
def open_account(*, sign_in_name: str, password: str, email: str = "") -> User:
    """A new account with an empty profile. `email` may be empty; whether it is confirmed is allauth's row.

    Raises SignInNameTaken, or ClosedToNewPeople in raid mode.
    """
    if is_closed_to_new_people():
        raise ClosedToNewPeople
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(sign_in_name, email=email.lower(), password=password)
    except IntegrityError:
        raise SignInNameTaken from None
    Profile.objects.create(user=user)
    audit.record(actor=user, verb="account.opened", target=user, reason="with_address" if email else "without_address")
    return user


@transaction.atomic(durable=True)
def set_password(*, actor: User, password: str) -> None:
    """A new password for `actor`, who has just shown the old one or a reset link. Other sign-ins stop working."""
    require(actor, "accounts.change_password", actor)
    actor.set_password(password)
    actor.save(update_fields=["password"])
    bump_access_epoch(actor)
    signals.locks_changed.send(sender=User, user=actor)
    audit.record(actor=actor, verb="account.password_changed", target=actor)


def profile_of(user: User) -> Profile:
    """The profile of `user`. An account that was made on the command line gets its own here."""
    try:
        return user.profile
    except Profile.DoesNotExist:
        # The account remembers that it found none; what is given to it is what it finds from now on.
        user.profile, _made = Profile.objects.get_or_create(user=user)
        return user.profile
