from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from groups import cards, consequences, notifications, policies, privacy, search  # noqa: F401
        from groups.finding import results
        from groups.services import finish_moves, forget_old_invitations
        from registries import retention
        from registries import search as searches

        cards.register()
        consequences.connect()
        notifications.register()
        privacy.register()
        retention.add("groups", forget_old_invitations)
        retention.add("groups.ages", finish_moves)
        retention.add("groups.search", search.INDEX.tidy)
        searches.add("groups", results)
