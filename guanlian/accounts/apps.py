from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guanlian.accounts"
    label = "accounts"
