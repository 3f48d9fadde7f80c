"""Forms of the accounts floor. allauth's own forms are here with our words."""

from __future__ import annotations

from accounts.forms.rendering import FieldRenderer
from accounts.forms.signing_in import (
    AddAddressForm,
    BackByCodeForm,
    ChangePasswordForm,
    NewPasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    SignInForm,
    SignUpForm,
)

__all__ = [
    "AddAddressForm",
    "BackByCodeForm",
    "ChangePasswordForm",
    "FieldRenderer",
    "NewPasswordForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "SignInForm",
    "SignUpForm",
]
