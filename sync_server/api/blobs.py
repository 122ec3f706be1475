"""Files up and down, under the SHA-256 of their content."""

from __future__ import annotations

import asyncio

from litestar import Response, get, head, put
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from sync_server.api.access import By, Here
from sync_server.api.problems import AnyRequest
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.calls import VoicemailRow
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES
from sync_server.rules.visibility import may_see
from sync_server.store.actor import Actor
from sync_server.store.blobs import NoBlob, media_type
from sync_server.store.server import Server
from sync_server.store.view import SqlView


@put(
    "/v1/blob/{sha256:str}",
    status_code=HTTP_204_NO_CONTENT,
    request_max_body_size=INLINE_ATTACHMENT_BYTES + 1024,
)
async def put_blob(sha256: FromPath[str], request: AnyRequest, server: Here, actor: By) -> None:  # noqa: ARG001 - only the signed-in
    """Keep the bytes of an attachment; sending them again is harmless."""
    data = await request.body()
    await asyncio.to_thread(server.blobs.put, data, sha256)


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
def get_blob(sha256: FromPath[str], server: Here, actor: By) -> Response[bytes]:
    """The bytes, for those who see a post or voicemail they belong to."""
    if not _may_read(server, actor, sha256):
        raise NoBlob(sha256)
    with server.blobs.open(sha256) as file:
        data = file.read()
    headers = {
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    kind = media_type(data[:16]) or "application/octet-stream"
    return Response(data, media_type=kind, headers=headers)


def _may_read(server: Server, actor: Actor, sha256: str) -> bool:
    with server.database.reading() as connection:
        view = SqlView(connection)
        rows = (*view.where(AttachmentRow, sha256=sha256), *view.where(VoicemailRow, sha256=sha256))
        return any(may_see(view, row, actor.role, actor.id) for row in rows)
