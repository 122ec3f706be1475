"""The bytes of a desk's files as they would lie there without encryption, free pages included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from desktop.keychain import Vault

PAGE = 4096
SALT, IV = 16, 16
RESERVED = 80
"""What SQLCipher 4 keeps at the end of a page: its IV, then a checksum of 64 bytes."""
WAL_HEAD, FRAME_HEAD = 32, 24


def data_key(profile: Path, password: str) -> bytes:
    """The key of this profile's databases. Raises WrongVaultPassword."""
    kept = Vault(profile / "vault.db", password).load()
    assert kept is not None, f"{profile.name} has no vault"
    return kept.data_key


def holding(profile: Path, key: bytes, marker: str) -> list[str]:
    """Files that hold the marker, in clear or under the key, in either case of its letters."""
    wanted, found = marker.encode().lower(), []
    for path in sorted(profile.rglob("*")):
        # The desk is at work: what it removes between two looks is gone, and that is the point.
        with suppress(FileNotFoundError):
            if path.is_file() and any(wanted in part.lower() for part in _parts(path, key)):
                found.append(path.name)
    return found


def _parts(path: Path, key: bytes) -> Iterator[bytes]:
    held = path.read_bytes()
    yield held
    if path.suffix == ".db":
        for at in range(0, len(held), PAGE):
            yield _opened(held[at : at + PAGE], key, SALT if at == 0 else 0)
    elif path.suffix == ".db-wal":
        for at in range(WAL_HEAD, len(held), FRAME_HEAD + PAGE):
            number = int.from_bytes(held[at : at + 4], "big")
            page = held[at + FRAME_HEAD : at + FRAME_HEAD + PAGE]
            yield _opened(page, key, SALT if number == 1 else 0)


def _opened(page: bytes, key: bytes, skipped: int) -> bytes:
    """One page in clear; only the first begins with the file's salt."""
    if len(page) < PAGE:
        return b""
    end = PAGE - RESERVED
    opening = Cipher(AES256(key), CBC(page[end : end + IV])).decryptor()
    return opening.update(page[skipped:end]) + opening.finalize()
