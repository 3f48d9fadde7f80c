from __future__ import annotations

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("you/mail/", views.choose, name="choose"),
    path("you/devices/", views.devices, name="devices"),
    path("you/devices/<uuid:uid>/end/", views.end_device, name="end_device"),
]
