from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guanlian.community"
    label = "community"

    def ready(self) -> None:
        """Say what is kept about people, and what they are told."""
        from guanlian.community import own_data, own_membership, telling  # noqa: F401
