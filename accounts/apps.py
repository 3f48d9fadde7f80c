from django.apps import AppConfig
from django.db.models import Exists, OuterRef


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import checks, consequences, holdings, policies, topics  # noqa: F401
        from accounts.services import forget_old_sign_ins
        from accounts.standing import standings
        from registries import retention

        standings.add("accounts.agrees", lambda: Exists(policies.consents_in_force().filter(user=OuterRef("pk"))))
        holdings.register()
        consequences.connect()
        topics.register()
        retention.add("accounts", forget_old_sign_ins)
