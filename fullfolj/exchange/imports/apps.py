from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "fullfolj.exchange.imports"
    verbose_name = "Inläsning"
