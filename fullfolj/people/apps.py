from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fullfolj.people"
    verbose_name = "Personer"
