from django.apps import AppConfig


class BeginConfig(AppConfig):
    name = "fullfolj.exchange.begin"
    verbose_name = "Kom igång"
