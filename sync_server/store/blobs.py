"""Files by the SHA-256 of their content: checked, written aside, then renamed into place."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
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
MAX_RECORDING_BYTES = 512 * 1024 * 1024
"""More than two hours of a stereo recording."""


class BadBlob(Exception):
    """These bytes are not taken; the message says why in a sentence."""


class TooBig(BadBlob):
    """More bytes than a file of its kind may have."""


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

    @contextmanager
    def receiving(self, sha256: str, *, may_be_sound: bool) -> Iterator[Incoming]:
        """Take bytes piece by piece, however many; kept by `Incoming.keep`, else forgotten."""
        path = self._path(sha256)
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with aside.open("xb") as out:
                yield Incoming(out, path, may_be_sound=may_be_sound)
        finally:
            aside.unlink(missing_ok=True)

    def forget(self, sha256: str) -> None:
        """Erase the bytes under this name; none is fine."""
        self._path(sha256).unlink(missing_ok=True)

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


class Incoming:
    """A file on its way in, checked as it comes."""

    def __init__(self, out: BinaryIO, target: Path, *, may_be_sound: bool) -> None:
        self._out = out
        self._target = target
        self._may_be_sound = may_be_sound
        self._digest = hashlib.sha256()
        self._size = 0
        self._limit = 0

    def write(self, piece: bytes) -> None:
        """Raises BadBlob as soon as it is clear that the file is not taken."""
        if not self._size:
            self._limit = self._limit_of(piece)
        self._size += len(piece)
        if self._size > self._limit:
            raise TooBig(f"The file is larger than {self._limit} bytes.")
        self._digest.update(piece)
        self._out.write(piece)

    def keep(self) -> None:
        """All of it is here: under its name from now on, and on the disk."""
        if self._digest.hexdigest() != self._target.name:
            raise BadBlob("The file arrived damaged: its checksum is another.")
        self._out.flush()
        os.fsync(self._out.fileno())
        Path(self._out.name).replace(self._target)

    def _limit_of(self, head: bytes) -> int:
        kind = media_type(head[:16])
        if kind == RECORDING and self._may_be_sound:
            return MAX_RECORDING_BYTES
        if kind not in ALLOWED_TYPES:
            raise BadBlob("Only PNG and JPEG pictures and PDF files are taken.")
        return INLINE_ATTACHMENT_BYTES


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with aside.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
