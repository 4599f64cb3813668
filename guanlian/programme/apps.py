from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"

    def ready(self) -> None:
<<<<<<< HEAD
        """Declare what the room tells people, and what it keeps about them."""
        from guanlian.programme import own_data, telling  # noqa: F401
=======
        """Declare what the room tells people."""
        from guanlian.programme import own_conduct, telling, telling_fairness  # noqa: F401
>>>>>>> fairness
