from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "guanlian.network"
    label = "network"
