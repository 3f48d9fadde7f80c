from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from care import policies, privacy  # noqa: F401
        from care.services import forget_imports
        from registries import retention

        privacy.register()
        retention.add("care.imports", forget_imports)
