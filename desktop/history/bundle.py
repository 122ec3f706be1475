"""A bundle of files as one ZIP, with a manifest that proves each of them by its SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "manifest.json"
PIECE_BYTES = 256 * 1024
MAX_NAME_BYTES = 180
_SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""On every file: the same content makes the same bundle."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What Windows refuses in a name, and characters that turn the direction of reading."""
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *(\..*)?", re.IGNORECASE)
Told = Callable[[str], bool]
"""Called with the name of each file before it is written; answers whether to stop."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to put in, from memory or from disk. `folder` is ours, `name` may be anybody's."""

    name: str
    content: bytes | Path
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file as it lies in the bundle."""

    name: str
    bytes: int
    sha256: str


def go_on(_name: str) -> bool:
    """Do not stop."""
    return False


def write_bundle(
    to: Path, entries: Iterable[Entry], about: Mapping[str, str], told: Told = go_on
) -> tuple[Packed, ...] | None:
    """Write the ZIP; it is there only when it is whole, and None says that it was stopped.

    Raises OSError when a file cannot be read or the bundle not be written. Not for the GUI thread.
    """
    half = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as bundle:
            packed = _pack(bundle, entries, told)
            if packed is None:
                return None
            bundle.writestr(_info(MANIFEST), _manifest(about, packed))
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return packed


def safe_name(name: str) -> str:
    """A name that stays in its folder on every system, as like the given one as can be."""
    whole = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    last = re.split(r"[/\\]", whole)[-1]
    kept = _UNFIT.sub("_", last).strip(" .")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    ending = PurePosixPath(kept).suffix if len(PurePosixPath(kept).suffix) <= 16 else ""
    stem = kept.removesuffix(ending)
    room = MAX_NAME_BYTES - len(ending.encode())
    return (stem.encode()[:room].decode(errors="ignore") + ending) or "file"


def _pack(
    bundle: zipfile.ZipFile, entries: Iterable[Entry], told: Told
) -> tuple[Packed, ...] | None:
    taken, packed = {MANIFEST}, []
    for entry in entries:
        name = _free(entry, taken)
        taken.add(name.casefold())
        if told(name):
            return None
        packed.append(_write(bundle, name, entry.content))
    return tuple(packed)


def _free(entry: Entry, taken: set[str]) -> str:
    """The first name nothing else in the bundle has: `a.pdf`, `a (2).pdf`."""
    plain = PurePosixPath(safe_name(entry.name))
    folder = f"{safe_name(entry.folder)}/" if entry.folder else ""
    name, number = f"{folder}{plain}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{folder}{plain.stem} ({number}){plain.suffix}"
    return name


def _write(bundle: zipfile.ZipFile, name: str, content: bytes | Path) -> Packed:
    if isinstance(content, Path):
        size = content.stat().st_size
        with content.open("rb") as file:
            return _copy(bundle, name, file, size)
    return _copy(bundle, name, io.BytesIO(content), len(content))


def _copy(bundle: zipfile.ZipFile, name: str, file: IO[bytes], expected: int) -> Packed:
    digest, size = hashlib.sha256(), 0
    is_huge = expected > zipfile.ZIP64_LIMIT // 2
    with bundle.open(_info(name), "w", force_zip64=is_huge) as packed:
        while piece := file.read(PIECE_BYTES):
            packed.write(piece)
            digest.update(piece)
            size += len(piece)
    return Packed(name, size, digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _SAME_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _manifest(about: Mapping[str, str], packed: Iterable[Packed]) -> str:
    files = [{"name": each.name, "bytes": each.bytes, "sha256": each.sha256} for each in packed]
    return json.dumps({**about, "files": files}, indent=2, ensure_ascii=False)
