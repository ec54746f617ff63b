from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "fullfolj.access"
    verbose_name = "Behörighet"
