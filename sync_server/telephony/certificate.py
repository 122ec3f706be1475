"""The phone system's own certificate: made once, kept, and handed to the desks for pinning."""

from __future__ import annotations

import ipaddress
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

CERTIFICATE_FILE = "pbx-certificate.pem"
KEY_FILE = "pbx-key.pem"

_KEY_BITS = 2_048  # the phones' TLS library is old; RSA is what it was measured with
_VALID = timedelta(days=3_650)
_RENEW_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files; only the owner may read the key."""

    certificate: Path
    key: Path


def ensure(state_dir: Path, host: str, now: datetime) -> Certificate:
    """The certificate for this address, from disk when it still serves.

    A new one is made when there is none, when the address changed, and two months before the
    old one ends: desks that pinned the old one must be given the new one then.
    """
    known = Certificate(state_dir / CERTIFICATE_FILE, state_dir / KEY_FILE)
    if not _serves(known, host, now):
        _make(known, host, now)
    return known


def _serves(known: Certificate, host: str, now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(known.certificate.read_bytes())
        key = serialization.load_pem_private_key(known.key.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return False
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_ours = key.public_key() == found.public_key()
    is_for_host = ipaddress.ip_address(host) in names.get_values_for_type(x509.IPAddress)
    return is_ours and is_for_host and found.not_valid_after_utc > now + _RENEW_BEFORE


def _make(target: Certificate, host: str, now: datetime) -> None:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=_KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        key_cert_sign=True,  # it is its own authority, and a pinned one
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID)
        .add_extension(_names(host), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    _write(target.key, key.private_bytes(serialization.Encoding.PEM, form, plain), 0o600)
    _write(target.certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _names(host: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])


def lasting_secret(file: Path) -> str:
    """A random text that is the same after a restart; only its owner may read it."""
    try:
        return file.read_text()
    except FileNotFoundError:
        made = secrets.token_hex(24)
        _write(file, made.encode(), 0o600)
        return made


def _write(target: Path, content: bytes, mode: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(target)
