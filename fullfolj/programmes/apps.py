from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "fullfolj.programmes"
    verbose_name = "Program"
