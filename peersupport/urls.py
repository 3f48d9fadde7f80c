"""Every address of the house. Each has a declared policy in tests/architecture."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from peersupport import health, views

handler400 = "peersupport.views.bad_request"
handler403 = "peersupport.views.forbidden"
handler404 = "peersupport.views.not_found"
handler429 = "peersupport.views.too_many"
handler500 = "peersupport.views.server_error"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("about/<slug:page>/", views.plain_page, name="plain_page"),
    path("style/", views.style, name="style"),
    path("offline/", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("jsi18n/", JavaScriptCatalog.as_view(packages=["chat", "peersupport"]), name="jsi18n"),
    path("healthz/live", health.live, name="health_live"),
    path("healthz/ready", health.ready, name="health_ready"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("care.urls")),
    path("", include("notifications.urls")),
    path("", include("groups.urls")),
    path("", include("moderation.urls")),
    path("", include("chat.urls")),
    path("", include("meetings.urls")),
    path("", include("stories.urls")),
    path("", include("resilience.urls")),
]
