from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "fullfolj.casework"
    verbose_name = "Ärenden"
