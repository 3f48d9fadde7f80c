"""Help is public: every address below /help/ works without an account, without a cookie and without a script.

What admins do stands elsewhere, because /help/ also stays open to those who did not pass the second step of signing in.
"""

from django.urls import path

from care import views

app_name = "care"

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("help/young/", views.help_young, name="help_young"),
    path("help/for/<slug:key>/", views.help_for, name="help_for"),
    path("help/kept/", views.help_kept, name="help_kept"),
    path("help/country/", views.help_country, name="help_country"),
    path("help/services/", views.services_page, name="services"),
    path("help/services/<uuid:uid>/", views.service_page, name="service"),
    path("directory/", views.directory, name="directory"),
    path("directory/import/", views.import_services, name="import_services"),
    path("directory/imports/<uuid:uid>/", views.import_report, name="import_report"),
    path("directory/export/<slug:form>/", views.export_services, name="export_services"),
    path("directory/services/<uuid:uid>/confirm/", views.confirm_service, name="confirm_service"),
    path("directory/services/<uuid:uid>/withdraw/", views.withdraw_service, name="withdraw_service"),
    path("help/did-not-work/", views.did_not_work, name="did_not_work"),
    path("support-lines/check/", views.to_check, name="to_check"),
    path("support-lines/check/<str:country>/", views.to_check_country, name="to_check_country"),
    path("support-lines/exchange/", views.exchange, name="exchange"),
    path("support-lines/export/<slug:what>.<slug:form>", views.export, name="export"),
    path("support-lines/<uuid:uid>/confirm/", views.confirm_line, name="confirm_line"),
    path("support-lines/<uuid:uid>/doubt/", views.doubt_line, name="doubt_line"),
    path("emergency-numbers/<uuid:uid>/confirm/", views.confirm_number, name="confirm_number"),
    path("plan/", views.plan, name="plan"),
    path("plan/write/", views.plan_write, name="plan_write"),
    path("plan/now/", views.plan_now, name="plan_now"),
    path("plan/now/<int:number>/", views.plan_now, name="plan_now_step"),
    path("plan/print/", views.plan_print, name="plan_print"),
    path("plan/device/", views.plan_device, name="plan_device"),
    path("plan/remove/", views.plan_remove, name="plan_remove"),
    path("plan/share/", views.plan_share, name="plan_share"),
    path("plan/share/<uuid:uid>/end/", views.plan_share_end, name="plan_share_end"),
    path("shared/<slug:token>/", views.shared, name="shared"),
    path("circle/", views.circle, name="circle"),
    path("circle/bring/", views.bring, name="bring"),
    path("circle/<uuid:uid>/", views.circle_entry, name="circle_entry"),
    path("circle/<uuid:uid>/remove/", views.circle_remove, name="circle_remove"),
]
