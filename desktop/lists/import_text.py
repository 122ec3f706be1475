"""Text of a file somebody brings: its encoding found, odd characters taken out and counted."""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 16
SAMPLE = 1 << 18
LARGEST = 2 << 30
"""Bytes. A file of more is no list of customers."""
UNREADABLE = "\ufffd"
"""Stands where the bytes are no letters in the encoding chosen."""
_CONTROLS = {
    code: None for code in (*range(0x20), *range(0x7F, 0xA0), 0xFEFF) if chr(code) not in "\t\n\r"
}
_NOT_TEXT = 0.05
"""Part of a file's beginning that may be control characters before it is no text."""
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
)
_UNDEFINED_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


class Encoding(StrEnum):
    """Ways of writing letters as bytes, by Python's names."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    CP1252 = "cp1252"
    LATIN_1 = "latin-1"


class Unreadable(Exception):
    """The file cannot be imported; the sentence says why and what to do."""


def why_not(path: Path, failure: Unreadable | OSError) -> str:
    """A sentence for what is wrong with a file."""
    if isinstance(failure, Unreadable):
        return str(failure)
    return f"{path.name} cannot be read: {failure.strerror}. Choose it again."


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looked; two that are alike were not written in between."""

    size: int
    changed_ns: int


def stamp(file: BinaryIO) -> Stamp:
    found = os.fstat(file.fileno())
    return Stamp(found.st_size, found.st_mtime_ns)


def guess_encoding(path: Path) -> Encoding:
    """Find the encoding by its mark or by its bytes. Raises Unreadable or OSError."""
    with path.open("rb") as file:
        size = stamp(file).size
        head = file.read(SAMPLE)
        _check_kind(head, size)
        marked = _by_mark(head)
        if marked is not None:
            return marked
        found = _without_mark(head)
        if found is None:
            file.seek(0)
            found = Encoding.UTF_8 if _is_utf8(file) else _single_byte(head)
    _check_text(head, found)
    return found


def _check_kind(head: bytes, size: int) -> None:
    if not head:
        raise Unreadable("The file is empty. Save it again where it came from.")
    if size > LARGEST:
        raise Unreadable("The file is larger than 2 GB. Split it into several files.")
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise Unreadable(
                f"This is {kind}, not a CSV file. Open it where it was made, save it as "
                "“CSV UTF-8 (comma delimited)”, and choose that file."
            )


def _by_mark(head: bytes) -> Encoding | None:
    marks = (
        (codecs.BOM_UTF8, Encoding.UTF_8),
        (codecs.BOM_UTF16_LE, Encoding.UTF_16_LE),
        (codecs.BOM_UTF16_BE, Encoding.UTF_16_BE),
    )
    return next((encoding for mark, encoding in marks if head.startswith(mark)), None)


def _without_mark(head: bytes) -> Encoding | None:
    """UTF-16 shows by the zeros in every second byte."""
    half = max(1, len(head) // 2)
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.3 and even < 0.1:
        return Encoding.UTF_16_LE
    return Encoding.UTF_16_BE if even > 0.3 and odd < 0.1 else None


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(CHUNK * 16):
            decoder.decode(piece)
        decoder.decode(b"", True)  # noqa: FBT003 - the decoder's own signature
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(head: bytes) -> Encoding:
    return Encoding.LATIN_1 if _UNDEFINED_IN_1252 & set(head) else Encoding.CP1252


def _check_text(head: bytes, encoding: Encoding) -> None:
    text = head.decode(encoding, errors="replace")
    odd = len(text) - len(text.translate(_CONTROLS))
    if odd > max(8, len(text) * _NOT_TEXT):
        raise Unreadable(
            "This is not a text file. Save the list as CSV where it was made, and choose that file."
        )


class TextStream:
    """The clean text of an open file, piece by piece; counts and checksums what passes.

    `removed` counts control characters taken out; `sha256` is of the bytes read so far.
    """

    def __init__(self, file: BinaryIO, encoding: Encoding) -> None:
        self._file = file
        self._encoding = encoding
        self._hash = hashlib.sha256()
        self._at_start = stamp(file)
        self.removed = 0
        self.read = 0
        """Bytes so far."""

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self._at_start.size

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def pieces(self) -> Iterator[str]:
        """Raises Unreadable when the file is written meanwhile."""
        decoder = codecs.getincrementaldecoder(self._encoding)(errors="replace")
        is_first = True
        while chunk := self._file.read(CHUNK):
            self._hash.update(chunk)
            self.read += len(chunk)
            text = decoder.decode(chunk)
            if is_first and text:
                text, is_first = text.removeprefix("\ufeff"), False
            yield self._clean(text)
            self.check_unchanged()
        yield self._clean(decoder.decode(b"", True))  # noqa: FBT003 - the decoder's own signature

    def check_unchanged(self) -> None:
        if stamp(self._file) != self._at_start:
            raise Unreadable(
                "The file was changed while it was read. Close it in the other program "
                "and check it again."
            )

    def _clean(self, text: str) -> str:
        kept = text.translate(_CONTROLS)
        self.removed += len(text) - len(kept)
        return kept
