"""Visits by the cast, as who has signed in with a password and a one-time code."""

from django.test import Client

from fullfolj.access.models import User
from fullfolj.config.testing import sign_in


def signed_in(user: User | None) -> Client:
    """A browser in which the user is signed in; nobody is, where there is no user."""
    client = Client(raise_request_exception=False)
    return sign_in(client, user) if user else client
