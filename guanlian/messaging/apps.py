from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guanlian.messaging"
    label = "messaging"
