"""allauth's forms of the second step with our words."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


def _digits(field: forms.Field, label: Any) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", autofocus=False)


class ActivateAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _digits(self.fields["code"], _("The six digits"))


class CodeForm(base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _digits(self.fields["code"], _("The six digits, or a spare code"))


class CodeAgainForm(base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _digits(self.fields["code"], _("The six digits, or a spare code"))


class AnyJson(json.JSONDecoder):
    """What Python will not read as JSON (a number of thousands of digits, a tower of brackets) is no JSON either."""

    def decode(self, s: str, *args: Any) -> Any:
        try:
            return super().decode(s, *args)
        except json.JSONDecodeError:
            raise
        except (ValueError, RecursionError):
            raise json.JSONDecodeError("unreadable", s[:20], 0) from None


class PasskeyAnswer:
    """What a browser says about a passkey: anything at all may come instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = AnyJson  # type: ignore[attr-defined]


class SignInWithPasskeyForm(PasskeyAnswer, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAgainForm(PasskeyAnswer, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyAnswer, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label = _("A name for it, so that you know it again")
        name.max_length = 60
        name.widget.attrs["maxlength"] = 60
        alone.label = _("Sign in with it alone, without my password")
        alone.help_text = _("Without this tick it is the second step after your password.")
        alone.initial = True


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
