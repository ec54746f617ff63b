"""The addresses as they are in the demo."""

from fullfolj.access.signin import urls as signin
from fullfolj.config.urls import urlpatterns as everywhere

urlpatterns = [*signin.patterns(demo=True), *everywhere]
