"""Secrets of one person: in the system's keyring, or in a vault their password opens.

Nothing here is ever on a disk in clear. A computer without a keyring asks for the password at
each start; the same password that signs in opens the vault.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from pathlib import Path
from typing import Protocol, cast

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import msgspec
from sqlcipher3 import dbapi2

SERVICE = "Ringdesk"
_KEY_BYTES = 32


class Secrets(msgspec.Struct, frozen=True):
    """What a desk must remember and nobody else may read."""

    token: str
    data_key: bytes
    """Encrypts the replica and the outbox."""
    sip_password: str = ""


def fresh_data_key() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)


class WrongVaultPassword(Exception):
    """This password does not open the vault."""


class Keychain(Protocol):
    """Where the secrets of one person at one server are kept."""

    def load(self) -> Secrets | None: ...

    def save(self, kept: Secrets) -> None: ...

    def erase(self) -> None: ...


class SystemKeychain:
    """The keyring of the desktop session: the person types no password at start."""

    def __init__(self, account: str) -> None:
        self._account = account

    def load(self) -> Secrets | None:
        text = keyring.get_password(SERVICE, self._account)
        return None if text is None else msgspec.json.decode(text, type=Secrets)

    def save(self, kept: Secrets) -> None:
        text = msgspec.json.encode(kept).decode()
        keyring.set_password(SERVICE, self._account, text)

    def erase(self) -> None:
        with contextlib.suppress(keyring.errors.PasswordDeleteError):
            keyring.delete_password(SERVICE, self._account)


class Vault:
    """A small encrypted file; its key is stretched from the person's password."""

    def __init__(self, file: Path, password: str) -> None:
        self._file = file
        self._password = password

    def load(self) -> Secrets | None:
        """Raises WrongVaultPassword."""
        if not self._file.exists():
            return None
        with contextlib.closing(self._open()) as db:
            found = db.execute("SELECT kept FROM vault").fetchone()
        return None if found is None else msgspec.json.decode(found[0], type=Secrets)

    def save(self, kept: Secrets) -> None:
        """Raises WrongVaultPassword."""
        with contextlib.closing(self._open()) as db:
            db.execute("REPLACE INTO vault VALUES (1, ?)", (msgspec.json.encode(kept),))

    def erase(self) -> None:
        self._file.unlink(missing_ok=True)

    def _open(self) -> dbapi2.Connection:
        db = dbapi2.connect(str(self._file), isolation_level=None)
        # Hex, so that no character of a password can end the quotes; SQLCipher stretches it
        # (PBKDF2, salt of the file).
        digest = hashlib.sha256(self._password.encode()).hexdigest()
        db.execute(f"PRAGMA key = '{digest}'")
        try:
            db.execute("CREATE TABLE IF NOT EXISTS vault(one INTEGER PRIMARY KEY, kept BLOB)")
        except dbapi2.DatabaseError as failure:
            db.close()
            raise WrongVaultPassword from failure
        db.execute("PRAGMA secure_delete = ON")
        return db


def remembered_secrets(account: str) -> Secrets | None:
    """What the system's keyring kept of this account.

    Asks once, without a probe: a keyring that has them keeps what it is given.
    """
    if not _is_trusted():
        return None
    try:
        return SystemKeychain(account).load()
    except (keyring.errors.KeyringError, RuntimeError):
        return None


def has_system_keychain() -> bool:
    """Whether a keyring answers that keeps what it is given, and not in a plain file."""
    if not _is_trusted():
        return False
    probe = secrets.token_hex(8)
    try:
        keyring.set_password(SERVICE, "probe", probe)
        answers = keyring.get_password(SERVICE, "probe") == probe
        keyring.delete_password(SERVICE, "probe")
    except (keyring.errors.KeyringError, RuntimeError):
        return False
    return answers


def _is_trusted() -> bool:
    backend = keyring.get_keyring()
    if isinstance(backend, keyring.backends.fail.Keyring | keyring.backends.null.Keyring):
        return False
    return not _is_plain(backend)


def _is_plain(backend: object) -> bool:
    """Backends of `keyrings.alt` write plain files or ask questions on a terminal."""
    chained = cast(list[object], getattr(backend, "backends", [backend]))
    first = chained[0] if chained else backend
    return type(first).__module__.startswith("keyrings.alt")


def open_keychain(account: str, vault: Path, password: str | None) -> Keychain | None:
    """The system's keyring, else the vault; None: ask for the password first."""
    if has_system_keychain():
        return SystemKeychain(account)
    return None if password is None else Vault(vault, password)
