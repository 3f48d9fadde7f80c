from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import checks, consequences, holdings, policies, topics  # noqa: F401
        from accounts.services import forget_old_sign_ins
        from registries import retention

        holdings.register()
        consequences.connect()
        topics.register()
        retention.add("accounts", forget_old_sign_ins)
