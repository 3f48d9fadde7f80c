"""allauth's forms with our labels, and the way back by code."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.raids import ClosedToNewPeople
from accounts.services import SignInNameTaken

PASSWORD_HELP = _("At least 10 characters. Four words in a row are easy to remember and hard to guess.")


# Longer than anybody types, short enough that nobody can keep the hasher busy.
LONGEST_PASSWORD = 256


def _without_placeholders(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class AsksPassword:
    """Says so to the template: a password that was typed is never put back into the page."""

    asks_password = True


class SignInForm(AsksPassword, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        login = self.fields["login"]
        login.label = _("Your sign-in name or e-mail address")
        login.widget.attrs.update(autocomplete="username webauthn", autocapitalize="none", spellcheck="false")
        login.max_length = 254
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class SignUpForm(AsksPassword, allauth_forms.SignupForm):
    """The sign-in name comes from the word list; "another" asks for a different one and keeps the rest."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.wants_another = bool(data) and "another" in data
        if self.wants_another:
            data = data.copy()
            data["username"] = names.sign_in_name()
        super().__init__(data, *args, **kwargs)
        _without_placeholders(self)
        name, email, password = self.fields["username"], self.fields["email"], self.fields["password1"]
        name.initial = names.sign_in_name
        name.label = _("Your sign-in name")
        name.help_text = _("Only for signing in. Nobody else ever sees it. Please write it down.")
        name.widget.attrs.update(readonly=True, autocomplete="username")
        password.label = _("Password")
        password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        password.help_text = PASSWORD_HELP
        email.label = _("E-mail address, if you like")
        email.help_text = _("You can leave this empty. Then you get ten codes as your way back.")
        self.order_fields(["username", "password1", "email"])

    def full_clean(self) -> None:
        if self.wants_another:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        return not self.wants_another and super().is_valid()

    def clean_username(self) -> str:
        """Only names from the list, so that no real name slips in. Another one is answered with a new suggestion."""
        typed = self.cleaned_data["username"].lower()
        try:
            if not names.is_from_the_list(typed):
                raise forms.ValidationError(_("Sign-in names come from our list of words. Here is one for you."))
            return str(super().clean_username())
        except forms.ValidationError:
            self.data: Any = self.data.copy()
            self.data["username"] = names.sign_in_name()
            raise

    def save(self, request: HttpRequest) -> Any:
        try:
            return super().save(request)
        except SignInNameTaken as taken:
            messages.info(request, taken.messages[0])
            raise ImmediateHttpResponse(redirect("account_signup")) from None
        except ClosedToNewPeople:
            # A moment ago: the same address says so now.
            raise ImmediateHttpResponse(redirect("account_signup")) from None


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["email"].label = _("Your e-mail address")


class NewPasswordForm(AsksPassword, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].label = _("The same password again")


class ChangePasswordForm(AsksPassword, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["oldpassword"].label = _("The password you have now")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].label = _("The new password again")


class ReauthenticateForm(AsksPassword, allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["password"].label = _("Your password")


class AddAddressForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["email"].label = _("E-mail address")


class BackByCodeForm(AsksPassword, forms.Form):
    """A code instead of a mail. The service gives one answer for every reason why it may not open."""

    sign_in_name = forms.CharField(
        label=_("Your sign-in name"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("One of your ten codes"), max_length=64, help_text=_("Dashes and capitals do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    new_password = forms.CharField(
        label=_("New password"), max_length=LONGEST_PASSWORD, help_text=PASSWORD_HELP, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
