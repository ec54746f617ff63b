"""Every address of the house. Each package adds its own `urls.py` here."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from fullfolj.access import views as access
from fullfolj.access.signin import urls as signin
from fullfolj.casework import urls as casework
from fullfolj.casework.models import Measure
from fullfolj.casework.outcomes import came_of
from fullfolj.casework.views.my_day import Above as CaseworkAbove
from fullfolj.core import views as core
from fullfolj.exchange.begin import urls as begin
from fullfolj.exchange.begin.views import Above as BeginAbove
from fullfolj.exchange.imports.freshness import freshness
from fullfolj.exchange.imports.stored import set_aside
from fullfolj.exchange.listing.why import basis
from fullfolj.kaa import urls as kaa
from fullfolj.kaa.views import Above
from fullfolj.nightly.changes import since_last_night
from fullfolj.nightly.steps import last_computed, run_for
from fullfolj.programmes import urls as programmes
from fullfolj.programmes.views.methods import Above as ProgrammesAbove

ABOVE = Above(set_aside=set_aside, last_computed=last_computed, basis=basis)
OF_METHODS = ProgrammesAbove(used=Measure.objects.by_method, came_of=came_of)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", access.start, name="start"),
    path("hem/", access.home, name="home"),
    path("myndighet/", access.choose_authority, name="choose_authority"),
    *casework.patterns(CaseworkAbove(freshness, since_last_night)),
    *begin.patterns(BeginAbove(last_computed=last_computed, compute=run_for)),
    path("personer/", include("fullfolj.people.urls")),
    path("personer/", include("fullfolj.schooling.urls")),
    *programmes.patterns(OF_METHODS),
    *kaa.patterns(ABOVE),
    path("importer/", include("fullfolj.exchange.imports.urls")),
    path("skolor/", include("fullfolj.exchange.ss12000.urls")),
    path("behorigheter/", include("fullfolj.access.urls")),
    path("halsa/", include("fullfolj.nightly.urls")),
    *signin.patterns(demo=settings.DEMO),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("komponenter/", core.gallery, name="gallery"),
]
