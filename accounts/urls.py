from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<int:step>/", views.onboarding, name="onboarding"),
    path("welcome/young/", views.too_young, name="too_young"),
    path("you/", views.you, name="you"),
    path("you/codes/", views.new_codes, name="new_codes"),
    path("you/data/", views.privacy, name="privacy"),
    path("you/data/agree/", views.give_consent, name="give_consent"),
    path("you/data/take-back/", views.withdraw_consent, name="withdraw_consent"),
    path("you/data/download/", views.download, name="download"),
    path("you/data/erase/", views.erase, name="erase"),
    path("you/sign-ins/<int:number>/end/", views.end_session, name="end_session"),
    path("account/back/", views.back_by_code, name="back_by_code"),
    path("team/<uuid:uid>/", views.team_member, name="team_member"),
]
