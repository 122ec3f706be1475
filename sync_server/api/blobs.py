"""Files up and down, under the SHA-256 of their content."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from litestar import Response, get, head, put
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from sync_server.api.access import By, Here
from sync_server.api.problems import AnyRequest
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.calls import RecordingRow, VoicemailRow
from sync_server.contract.letters import BrandingRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.rules.permissions import OFFICE
from sync_server.rules.visibility import may_see
from sync_server.store.actor import Actor
from sync_server.store.blobs import MAX_RECORDING_BYTES, Blobs, NoBlob, media_type
from sync_server.store.server import Server
from sync_server.store.view import SqlView

_PIECE_BYTES = 256 * 1024


@put(
    "/v1/blob/{sha256:str}",
    status_code=HTTP_204_NO_CONTENT,
    request_max_body_size=MAX_RECORDING_BYTES + 1024,
)
async def put_blob(sha256: FromPath[str], request: AnyRequest, server: Here, actor: By) -> None:
    """Keep the bytes of an attachment, or of a recording from the office; again is harmless."""
    with server.blobs.receiving(sha256, may_be_sound=actor.role in OFFICE) as incoming:
        async for piece in request.stream():
            await asyncio.to_thread(incoming.write, piece)
        await asyncio.to_thread(incoming.keep)


@head("/v1/blob/{sha256:str}", sync_to_thread=True)
def head_blob(sha256: FromPath[str], server: Here, actor: By) -> Response[None]:
    """Whether the bytes are here already: uploads ask before they send."""
    size = server.blobs.size(sha256)
    if size is None:
        raise NoBlob(sha256)
    # Who may not read it learns nothing from its size.
    shown = str(size) if _may_read(server, actor, sha256) else "0"
    return Response(None, status_code=HTTP_200_OK, headers={"X-Blob-Size": shown})


@get("/v1/blob/{sha256:str}", sync_to_thread=True)
def get_blob(sha256: FromPath[str], server: Here, actor: By) -> Stream:
    """The bytes, for those who see a post or voicemail they belong to."""
    if not _may_read(server, actor, sha256):
        raise NoBlob(sha256)
    with server.blobs.open(sha256) as file:
        kind = media_type(file.read(16)) or "application/octet-stream"
    headers = {
        "Content-Length": str(server.blobs.size(sha256)),
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    return Stream(_pieces(server.blobs, sha256), media_type=kind, headers=headers)


def _pieces(blobs: Blobs, sha256: str) -> Iterator[bytes]:
    """Opened with the first piece: an answer nobody reads leaves nothing open."""
    with blobs.open(sha256) as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _may_read(server: Server, actor: Actor, sha256: str) -> bool:
    with server.database.reading() as connection:
        view = SqlView(connection)
        rows = (
            *view.where(AttachmentRow, sha256=sha256),
            *view.where(VoicemailRow, sha256=sha256),
            *view.where(RecordingRow, sha256=sha256),
            *view.where(RingGroupRow, greeting_sha256=sha256),
            *view.where(BrandingRow, logo_sha256=sha256),
        )
        return any(may_see(view, row, actor.role, actor.id) for row in rows)
