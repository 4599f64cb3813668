from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "guanlian.programme"
    label = "programme"
