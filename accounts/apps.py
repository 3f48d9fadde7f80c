from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import checks, consequences, holdings, policies, topics  # noqa: F401

        holdings.register()
        consequences.connect()
        topics.register()
