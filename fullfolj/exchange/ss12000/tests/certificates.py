"""Certificates made for a test: one who signs, a server's and a client's."""

import ssl
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fullfolj.core import clock


class Certificates:
    """PEM texts: `signer` without its key, `client` with it, `locked` by a password."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._signer = self._signed("Signer", self._key)
        self.signer = _pem(self._signer)
        self.client, self._server = (
            _pem(self._signed(name, key)) + _key(key)
            for name in ("Client", "Server")
            for key in (ec.generate_private_key(ec.SECP256R1()),)
        )
        self.locked = self.signer + _key(self._key, password=b"locked")

    def of_server(
        self, folder: Path, *, asks_for_client: bool = False
    ) -> ssl.SSLContext:
        """A server on 127.0.0.1; it may want a client that our signer vouches for."""
        pem = folder / "server.pem"
        pem.write_text(self._server)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        if asks_for_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=self.signer)
        return context

    def _signed(self, name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
        by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Signer")])
        whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        at = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        return (
            x509.CertificateBuilder()
            .subject_name(whose)
            .issuer_name(by)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(clock.now() - timedelta(days=1))
            .not_valid_after(clock.now() + timedelta(days=1))
            .add_extension(x509.BasicConstraints(name == "Signer", None), True)
            .add_extension(at, False)
            .sign(self._key, hashes.SHA256())
        )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key(key: ec.EllipticCurvePrivateKey, password: bytes = b"") -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption(),
    ).decode()
