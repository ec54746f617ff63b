from django.apps import AppConfig


class NightlyConfig(AppConfig):
    name = "fullfolj.nightly"
    verbose_name = "Natten"
