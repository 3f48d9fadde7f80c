from django.apps import AppConfig
from django.db.models import Exists, OuterRef


class GroupsConfig(AppConfig):
    name = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.standing import standings
        from groups import cards, consequences, notifications, policies, privacy, search  # noqa: F401
        from groups.finding import results
        from groups.models import Membership
        from groups.services import finish_moves, forget_old_invitations
        from registries import retention
        from registries import search as searches

        standings.add("groups.keeps", lambda: Exists(Membership.objects.keepers().filter(account=OuterRef("pk"))))
        cards.register()
        consequences.connect()
        notifications.register()
        privacy.register()
        retention.add("groups", forget_old_invitations)
        retention.add("groups.ages", finish_moves)
        retention.add("groups.search", search.INDEX.tidy)
        searches.add("groups", results)
