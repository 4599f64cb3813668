from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guanlian.community"
    label = "community"

    def ready(self) -> None:
        """Say what is told to people and kept about them."""
        from guanlian.community import own_data, own_volunteers, telling_volunteers  # noqa: F401
