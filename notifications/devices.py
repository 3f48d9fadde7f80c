"""A browser that gives an address for messages: what of it can be taken, and what it is called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.models import PushDevice
from notifications.push.places import ENDPOINT_MOST, NotAllowed, checked
from notifications.push.sealing import AUTH_BYTES, device_key, from_text

NOT_TAKEN = _("We cannot send to this browser. It may use a service that we do not know.")
# In this order: each of them also names those after it.
NAMES = (("firefox/", "firefox"), ("edg/", "edge"), ("chrome/", "chrome"), ("safari/", "safari"))


class DeviceForm(forms.Form):
    """Filled in by the page's script from what the browser answers."""

    endpoint = forms.CharField(max_length=ENDPOINT_MOST, widget=forms.HiddenInput)
    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    auth = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            checked(data["endpoint"])
            device_key(data["key"])
            if len(from_text(data["auth"])) != AUTH_BYTES:
                raise ValueError
        except (KeyError, ValueError, NotAllowed):
            raise ValidationError(NOT_TAKEN, code="device") from None
        return data


def browser_of(agent: str) -> str:
    """One of a few names, so that a person knows their device again; nothing else of `agent` is kept."""
    lower = agent.lower()
    return next((name for part, name in NAMES if part in lower), PushDevice.Browser.OTHER.value)
