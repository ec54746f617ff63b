from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "fullfolj.config"
    label = "fullfolj_config"

    def ready(self) -> None:
        """Register the check that the application role is bound by the wall."""
        from fullfolj.config import checks  # noqa: F401
