"""The pull stream over HTTP: lines, compressed as they are read from the database."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import chain

import zstandard
from litestar import post
from litestar.params import FromQuery, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from sync_server.api.access import By, Here
from sync_server.contract.wire import PullRequest

log = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
_MARK = b'["mark"'


@post("/v1/sync/pull", status_code=HTTP_200_OK, sync_to_thread=True)
def pull(data: JSONBody[PullRequest], server: Here, actor: By, plain: FromQuery[int] = 0) -> Stream:
    """Everything this person may see that changed since the device's cursor.

    NDJSON in zstd; `?plain=1` leaves it uncompressed for browsers.
    """
    lines = server.puller.pull(actor, data)
    # The first line is read here: a refusal still becomes a problem, not a cut stream.
    lines = watched(chain([next(lines)], lines))
    if plain:
        return Stream(gathered(lines), media_type="application/x-ndjson")
    return Stream(gathered(compressed(lines)), media_type="application/zstd")


def watched(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Write a fault down: the answer has begun, so it can only be cut, and nobody would know."""
    try:
        yield from lines
    except Exception:
        log.exception("a pull was cut by a fault")
        raise


def compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Compress lines; everything up to a mark can be read as soon as it arrives."""
    squeeze = zstandard.ZstdCompressor(level=3).compressobj()
    for line in lines:
        yield squeeze.compress(line)
        if line.startswith(_MARK):
            yield squeeze.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield squeeze.flush()


def gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Fewer, larger chunks: each one is a trip through a worker thread."""
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= CHUNK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)
