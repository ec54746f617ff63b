"""What signs in to a school's system, sealed: whoever reads the database cannot use it.

Fernet, with a key derived from the house's secret key (HKDF, RFC 5869). A house that
changes its secret key asks for each secret anew.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from fullfolj.exchange.extracts.tables import Unusable


def seal(secret: str) -> str:
    """The secret as it is kept; nothing for nothing."""
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret again.

    Raises:
        Unusable: it was sealed with another key.
    """
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unusable("ss12000.secret") from None


def _fernet() -> Fernet:
    derived = HKDF(SHA256(), 32, None, b"fullfolj ss12000").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(urlsafe_b64encode(derived))
