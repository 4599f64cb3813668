from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"

    def ready(self) -> None:
        """Declare what the room tells people."""
        from guanlian.programme import own_voices, telling, telling_voices  # noqa: F401
