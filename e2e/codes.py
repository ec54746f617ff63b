"""The app on the telephone: the one-time code that a secret gives now (RFC 6238)."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_of(secret: str) -> str:
    """The six digits."""
    counter = int(time.time()) // 30
    return str(format_hotp_value(hotp_value(secret, counter)))
