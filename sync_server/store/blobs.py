"""Files by the SHA-256 of their content: checked, written aside, then renamed into place."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from sync_server.contract.attachments import ALLOWED_TYPES
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES

_NAME = re.compile(r"[0-9a-f]{64}")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
)
RECORDING = "audio/wav"
MAX_RECORDING_BYTES = 64 * 1024 * 1024


class BadBlob(Exception):
    """These bytes are not taken; the message says why in a sentence."""


class NoBlob(Exception):
    """There are no bytes under this name (yet)."""


def media_type(head: bytes) -> str | None:
    """What the first bytes say a file is; None for everything we do not take."""
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return RECORDING
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


class Blobs:
    """A folder of files; the same content is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes, sha256: str | None = None) -> str:
        """Keep these bytes and answer their name. Raises BadBlob."""
        kind = media_type(data[:16])
        if kind not in ALLOWED_TYPES:
            raise BadBlob("Only PNG and JPEG pictures and PDF files are taken.")
        if len(data) > INLINE_ATTACHMENT_BYTES:
            raise BadBlob(f"The file has {len(data)} bytes; up to 5 MiB fit.")
        name = hashlib.sha256(data).hexdigest()
        if sha256 is not None and name != sha256:
            raise BadBlob("The file arrived damaged: its checksum is another.")
        return self._keep(name, data)

    def put_recording(self, data: bytes) -> str:
        """Keep a voicemail the phone system recorded. Raises BadBlob."""
        if media_type(data[:16]) != RECORDING or len(data) > MAX_RECORDING_BYTES:
            raise BadBlob("This is not a recording that can be kept.")
        return self._keep(hashlib.sha256(data).hexdigest(), data)

    def _keep(self, name: str, data: bytes) -> str:
        path = self._path(name)
        if not path.exists():
            _write(path, data)
        return name

    def open(self, sha256: str) -> BinaryIO:
        """The bytes under this name. Raises NoBlob."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise NoBlob(sha256) from None

    def size(self, sha256: str) -> int | None:
        path = self._path(sha256)
        return path.stat().st_size if path.exists() else None

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise NoBlob(sha256)
        return self._folder / sha256[:2] / sha256


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with aside.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
