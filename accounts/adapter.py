"""How allauth speaks and keeps secrets here."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.raids import is_closed_to_new_people
from accounts.sealed import SECOND_FACTOR, open_text, seal_text
from accounts.services.opening import profile_of


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-up and mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This sign-in is closed at the moment."),
        "email_password_mismatch": _("That name and password do not fit together. Please look again."),
        "username_password_mismatch": _("That name and password do not fit together. Please look again."),
        "username_taken": _("Somebody has this sign-in name already. Please take another one."),
        "username_blacklisted": _("This sign-in name cannot be used. Please take another one."),
        "incorrect_password": _("This password is not right. Please look again."),
        "enter_current_password": _("Please type the password you have now."),
        "incorrect_code": _("This code is not right. A new one may have come in the meantime."),
        "too_many_login_attempts": _("That was tried often. Please wait five minutes, then try again."),
        "rate_limited": _("That was a lot at once. Please wait a minute, then try again."),
        "duplicate_email": _("This address is on your account already."),
        "invalid_password_reset": _("This link was used or is too old. You can ask for a new one."),
        "unverified_primary_email": _("Please confirm this address first."),
        "cannot_remove_primary_email": _("Choose another main address first, then remove this one."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The neighbourhood of the caller, never the exact address: enough to count tries, not to find someone."""
        try:
            address = ipaddress.ip_address(super().get_client_ip(request))
        except ValueError:
            return "0.0.0.0"  # noqa: S104
        bits = 24 if address.version == 4 else 48
        return str(ipaddress.ip_network(f"{address}/{bits}", strict=False).network_address)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for one name *and* one neighbourhood: nobody locks somebody else out from afar."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not is_closed_to_new_people()

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:welcome")

    def post_login(self, request: HttpRequest, user: Any, *, signup: bool, **kwargs: Any) -> Any:
        """Someone who signed up without an address sees the codes now, once: they are the only way back."""
        # An account made on the command line has none yet, and the first page after the way in asks for it.
        profile_of(user)
        response = super().post_login(request, user, signup=signup, **kwargs)
        if signup and (came_for := get_next_redirect_url(request)):
            # allauth has checked that it is a path of ours; the welcome leads there when it is done.
            request.session["came_for"] = came_for
        if signup and not user.email:
            codes = services.make_way_back_codes(actor=user)
            return render(request, "accounts/codes.html", {"codes": codes, "first": True})
        return response

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        typed = form.cleaned_data
        return services.open_account(
            sign_in_name=typed["username"], password=typed["password1"], email=typed.get("email") or ""
        )

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        if user.erase_after:
            services.take_back_erasure(actor=user)
            messages.info(request, gettext("Your account will not be erased. You took that back by signing in."))

    def set_password(self, user: Any, password: str) -> None:
        services.set_password(actor=user, password=password)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Nobody asked for these at this moment, so they go only to people who said that mail is safe."""
        if user.profile.mail_is_safe:
            self._notify(template_prefix, user, context or {}, email)

    def _notify(self, template_prefix: str, user: Any, extra: dict[str, Any], email: str | None) -> None:
        address = email or user.email
        if address:
            self.send_mail(template_prefix, address, extra)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """To an address that another account has confirmed goes a word about that, not a link that cannot work."""
        address = emailconfirmation.email_address
        if address.can_set_verified():
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            self.send_account_already_exists_mail(address.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        sign_in = self.request.build_absolute_uri(reverse("account_login"))
        words = {"sender_name": settings.MAIL_SENDER_NAME, "sign_in_url": sign_in}
        super().send_mail(template_prefix, email, context | words)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """The list of one's sign-ins."""

    def end_sessions(self, sessions: Any) -> None:
        """All but this one; with them goes what else opens something of the account."""
        services.end_sessions_of(actor=self.request.user, keep=self.request.session.session_key)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors. Names shown by other apps and devices are as neutral as our mail."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. A new one may have come in the meantime."),
        "unverified_email": _("Please confirm your e-mail address first. Then you can add a second step."),
        "add_email_blocked": _("Please turn off the second step first. Then you can add an address."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, SECOND_FACTOR)

    def get_totp_label(self, user: Any) -> str:
        return str(user.sign_in_name)

    def get_totp_issuer(self) -> str:
        return settings.MAIL_SENDER_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MAIL_SENDER_NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.sign_in_name, "name": user.sign_in_name}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Passkey {number}").format(number=user.authenticator_set.filter(type=type).count() + 1)
