from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guanlian.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Say what is kept about people; declare the room's own kind of message."""
        from guanlian.messaging import mending, own_data  # noqa: F401
