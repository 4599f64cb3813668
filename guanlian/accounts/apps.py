from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guanlian.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Read the table of rights now, so that a fault in it stops the start; connect the signals."""
        from guanlian.accounts import capabilities, guarding  # noqa: F401

        capabilities.grants()
