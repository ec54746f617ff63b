from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    name = "fullfolj.schooling"
    verbose_name = "Skolgång"
