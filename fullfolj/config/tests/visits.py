"""Visits by the cast, as who has signed in with a password and a one-time code."""

import time

from django.test import Client

from fullfolj.access.models import Authority, User


def signed_in(user: User | None, authority: Authority | None = None) -> Client:
    """A browser in which the user is signed in; in an authority, where it is said."""
    client = Client(raise_request_exception=False)
    if user is None:
        return client
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    if authority:
        session["authority"] = str(authority.pk)
    session.save()
    return client
