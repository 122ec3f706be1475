"""The pull stream as typed lines: zstd in, one value for each line out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import zstandard

from sync_server.contract.base import RowId
from sync_server.contract.columns import Value
from sync_server.contract.wire import Cursor, Hello, Receipt

Digest = dict[str, tuple[int, int]]
"""Entity to (number of rows, sum of their sequences modulo 2^63)."""


class HelloLine(msgspec.Struct, frozen=True, array_like=True, tag="hello"):
    hello: Hello


class ColsLine(msgspec.Struct, frozen=True, array_like=True, tag="cols"):
    entity: str
    names: tuple[str, ...]


class UpLine(msgspec.Struct, frozen=True, array_like=True, tag="up"):
    scope: int
    entity: str
    rows: list[list[Value]]


class RmLine(msgspec.Struct, frozen=True, array_like=True, tag="rm"):
    scope: int
    entity: str
    ids: list[RowId]


class ResLine(msgspec.Struct, frozen=True, array_like=True, tag="res"):
    receipts: tuple[Receipt, ...]


class Mark(msgspec.Struct, frozen=True):
    cur: Cursor
    usable: bool = False
    """In a first fill: what the first pages show is here."""


class MarkLine(msgspec.Struct, frozen=True, array_like=True, tag="mark"):
    mark: Mark


class End(msgspec.Struct, frozen=True):
    cur: Cursor
    more: bool = False
    digest: Digest | None = None


class EndLine(msgspec.Struct, frozen=True, array_like=True, tag="end"):
    end: End


Line = HelloLine | ColsLine | UpLine | RmLine | ResLine | MarkLine | EndLine
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class BadStream(Exception):
    """The other side does not speak this protocol: a line that cannot be read."""


def decode(line: bytes) -> Line:
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError as failure:
        raise BadStream(f"cannot read a line of {len(line)} bytes: {failure}") from failure


def lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    """Read lines out of compressed chunks as they arrive; a cut stream just ends."""
    inflate = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)
    rest = b""
    for chunk in chunks:
        try:
            *whole, rest = (rest + inflate.decompress(chunk)).split(b"\n")
        except zstandard.ZstdError as failure:
            raise BadStream(f"not a zstd stream: {failure}") from failure
        yield from map(decode, whole)
