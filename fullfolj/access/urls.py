"""The addresses of Behörigheter."""

from django.urls import path

from fullfolj.access import views

app_name = "access"
urlpatterns = [
    path("", views.memberships, name="memberships"),
    path("utse/", views.appoint, name="appoint"),
    path("enheter/ny/", views.open_unit, name="open_unit"),
    path("<uuid:membership_id>/", views.membership, name="membership"),
    path("<uuid:membership_id>/avsluta/", views.end, name="end"),
    path("<uuid:membership_id>/skyddade/", views.clearance, name="clearance"),
]
