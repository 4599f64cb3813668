from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"

    def ready(self) -> None:
        """Declare what the room tells people."""
        from guanlian.kernel.registers import follow
        from guanlian.programme import announcements, announcing, telling  # noqa: F401
        from guanlian.programme.models import Activity

        follow(Activity, announcing.settled)
