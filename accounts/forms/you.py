"""The welcome and the "You" page."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import countries
from accounts.ages import FULL_AGE
from accounts.models import LivedExperience, Profile, User
from accounts.policies import CONSENT_VERSIONS

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
MAIL_CHOICES = [("yes", _("Yes, short and neutral mails are fine")), ("no", _("No mail, please"))]


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    named = sorted(zone for zone in zoneinfo.available_timezones() if zone.startswith(REGIONS))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ").replace("/", ", ")) for zone in named)]


def age_choices() -> list[tuple[str, Any]]:
    """The bands, with the numbers of this installation."""
    limit = settings.MINIMUM_AGE
    young = []
    if settings.ALLOW_UNDER_18 and limit < FULL_AGE:
        last = FULL_AGE - 1
        minors = _("%(age)s to 17") % {"age": limit} if limit < last else str(last)
        young = [(Profile.AgeBand.MINOR, minors)]
    return [
        (Profile.AgeBand.UNDER, _("Under %(age)s") % {"age": limit}),
        *young,
        (Profile.AgeBand.ADULT_YOUNG, _("%(age)s to 25") % {"age": max(limit, FULL_AGE)}),
        (Profile.AgeBand.ADULT, _("26 to 64")),
        (Profile.AgeBand.OLDER, _("65 or older")),
    ]


class AgeAndConsentForm(forms.Form):
    age_band = forms.ChoiceField(
        label=_("How old are you?"), widget=forms.RadioSelect, error_messages={"required": _("Please choose one.")}
    )
    consent = forms.BooleanField(
        label=_("I agree that this place may keep what I write about my health, and show it to the people I write to."),
        help_text=_("You can take this back at any time."),
        error_messages={
            "required": _("Without this we may not keep what you write, so there would be no group to join.")
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["age_band"].choices = age_choices()  # type: ignore[attr-defined]
        self.fields["version"].initial = CONSENT_VERSIONS["health"]

    @property
    def says_too_young(self) -> bool:
        """Whatever else is missing: someone who says so is not asked to agree to anything."""
        return bool(self.data.get("age_band") == Profile.AgeBand.UNDER)


class PersonForm(forms.Form):
    """Country, language, time zone, mail and topics, in the welcome and later on the "You" page."""

    country = forms.ChoiceField(
        label=_("Which country are you in?"), required=False, help_text=_("So that we can show helplines near you.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.SPOKEN_LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("So that times are your times."))
    mail = forms.ChoiceField(
        label=_("Is it safe to send you mail?"), choices=MAIL_CHOICES, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
        help_text=_("No is an ordinary answer. Our mails never say what this place is, but somebody may see them."),
    )  # fmt: skip
    topics = forms.ModelMultipleChoiceField(
        label=_("Have you lived any of these?"), queryset=LivedExperience.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, to_field_name="slug",
        help_text=_("Only if you like. It helps us show you groups. Nobody else sees it."),
    )  # fmt: skip

    def __init__(self, *args: Any, account: User, spoken: str = "en", **kwargs: Any) -> None:
        """`spoken` is what the browser asks for; it is offered until the person has said something else."""
        profile = account.profile
        kwargs["initial"] = {
            # Who would rather not say is not asked again each time they change something else.
            "country": profile.country if profile.onboarded_at else profile.country or settings.DEFAULT_COUNTRY,
            "language": profile.language if profile.onboarded_at else spoken,
            "time_zone": profile.time_zone,
            "mail": "yes" if profile.mail_is_safe else "no" if profile.onboarded_at else None,
            "topics": [topic.slug for topic in profile.lived_experience.all()],
            "theme": profile.theme,
            "discreet": profile.discreet,
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        country, zone, topics = self.fields["country"], self.fields["time_zone"], self.fields["topics"]
        country.choices = countries.choices(str(_("I would rather not say")))  # type: ignore[attr-defined]
        zone.choices = _with_own(_zones(), profile.time_zone)  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) < len(settings.SPOKEN_LANGUAGES):
            written = ", ".join(str(name) for _code, name in settings.LANGUAGES)
            self.fields["language"].help_text = _(
                "These pages are in %(languages)s. We use your answer for helplines, and to understand what you write."
            ) % {"languages": written}
        if profile.onboarded_at is None:
            zone.widget.attrs["data-suggest-zone"] = True
        topics.queryset = LivedExperience.objects.all()  # type: ignore[attr-defined]
        topics.label_from_instance = lambda topic: topic.label  # type: ignore[attr-defined]
        if not account.email:
            del self.fields["mail"]

    def answers(self) -> dict[str, Any]:
        """What the services take, from valid data."""
        data = dict(self.cleaned_data)
        data["mail_is_safe"] = data.pop("mail", "no") == "yes"
        return data


def _with_own(zones: list[tuple[str, str]], own: str) -> list[tuple[str, str]]:
    """An older name of a zone stays chosen."""
    return zones if any(zone == own for zone, _label in zones) else [*zones, (own, own)]


class YouForm(PersonForm):
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Profile.Theme.choices, required=False)
    discreet = forms.BooleanField(
        label=_("Discreet: plain title and plain icon"), required=False,
        help_text=_("The browser tab and the history then say “Notes”."),
    )  # fmt: skip
    field_order = ["country", "language", "time_zone", "mail", "topics", "theme", "discreet"]


class TeamForm(forms.Form):
    moderator = forms.BooleanField(label=_("Moderator: works at the desk"), required=False)
    admin = forms.BooleanField(label=_("Admin: may open the admin pages"), required=False)
    young = forms.BooleanField(
        label=_("Trusted with people under 18: may keep groups of theirs"), required=False,
        help_text=_("Know this person before you tick it. Taking it back ends their part in those groups at once."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (settings.ALLOW_UNDER_18 or self.initial.get("young")):
            # Nobody can be trusted with people who are not here; who is already stays to be taken back.
            del self.fields["young"]
