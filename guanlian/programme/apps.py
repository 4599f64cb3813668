from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"

    def ready(self) -> None:
        """Declare what the room tells people and keeps about them; follow what is written in the register."""
        from guanlian.kernel.registers import follow
        from guanlian.programme import (  # noqa: F401
            announcements,
            announcing,
            own_data,
            telling,
            telling_fairness,
            telling_voices,
        )
        from guanlian.programme.models import Activity

        follow(Activity, announcing.settled)
