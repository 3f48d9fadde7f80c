"""Help is public: every address below /help/ works without an account, without a cookie and without a script.

What admins do stands elsewhere, because /help/ also stays open to those who did not pass the second step of signing in.
"""

from django.urls import path

from care import views

app_name = "care"

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("help/young/", views.help_young, name="help_young"),
    path("help/country/", views.help_country, name="help_country"),
    path("support-lines/<uuid:uid>/confirm/", views.confirm_line, name="confirm_line"),
    path("support-lines/<uuid:uid>/doubt/", views.doubt_line, name="doubt_line"),
    path("emergency-numbers/<uuid:uid>/confirm/", views.confirm_number, name="confirm_number"),
]
