from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"

    def ready(self) -> None:
        """Declare what the room tells people, and what it keeps about them."""
        from guanlian.programme import own_data, telling  # noqa: F401
