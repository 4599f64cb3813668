from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "guanlian.staffing"
    label = "staffing"
