from django.apps import AppConfig


class PeersupportConfig(AppConfig):
    name = "peersupport"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from peersupport import checks, wiring  # noqa: F401

        wiring.connect()
