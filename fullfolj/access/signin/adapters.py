"""What we ask of allauth that it has no setting for."""

import base64
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

from fullfolj.access import wall
from fullfolj.access.signin.policy import must_have_totp


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by the one who comes."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a letter, also where no page is asked for: at a command line."""
        if self.request is not None:
            return str(super().get_reset_password_from_key_url(key))
        name = "account_reset_password_from_key"
        path = reverse(name, kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.HOUSE_ADDRESS + path.replace("UID-KEY", quote(key))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whether to ask for the password again: not just after it was given."""
        session = context.request.session
        records = session.get("account_authentication_methods", [])
        age = time.time() - max((record["at"] for record in records), default=0)
        return age > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of one-time codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """With a key that stands outside the database."""
        return fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` made."""
        return fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The name that the app on the telephone shows."""
        return "Fullfölj"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not by those who must have one."""
        return not must_have_totp(authenticator.user)


def writes_codes(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """A page of allauth that writes one-time codes: the house vouches for it."""

    @wraps(view)
    def vouched(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with wall.vouched():
            return view(*args, **kwargs)

    return vouched


def fernet() -> Fernet:
    """A key for this one purpose, derived from SECRET_KEY."""
    key = salted_hmac("fullfolj.access.signin.totp", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
