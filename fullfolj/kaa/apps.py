from django.apps import AppConfig


class KaaConfig(AppConfig):
    name = "fullfolj.kaa"
    verbose_name = "Aktivitetsansvar"
