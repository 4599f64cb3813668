from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guanlian.community"
    label = "community"
