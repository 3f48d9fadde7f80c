from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from care import holdings, policies, privacy, ways  # noqa: F401
        from care.results import results
        from care.services import forget_imports, forget_not_reached, forget_shares
        from registries import retention, search

        privacy.register()
        holdings.register()
        ways.register()
        retention.add("care", forget_shares)
        retention.add("care.imports", forget_imports)
        retention.add("care.numbers", forget_not_reached)
        search.add("care", results)
