from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "guanlian.assessment"
    label = "assessment"
