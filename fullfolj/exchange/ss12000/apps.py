from django.apps import AppConfig


class SS12000Config(AppConfig):
    name = "fullfolj.exchange.ss12000"
    label = "ss12000"
    verbose_name = "Skolornas system"
