"""Files that belong to a post: the row, the ticket a post carries, and what is allowed."""

from __future__ import annotations

from sync_server.contract.base import Message, Row, RowId

ALLOWED_TYPES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
}
"""What a post may carry (A5, first part of the list), with the file ending we give it."""


class AttachmentRow(Row, frozen=True, tag="attachment"):
    """One file of a post. Its bytes live under their SHA-256; the row may arrive before them."""

    post_id: RowId = RowId("")
    thread_id: RowId = RowId("")
    name: str = ""
    media_type: str = ""
    bytes: int = 0
    sha256: str = ""


class NewAttachment(Message, frozen=True, forbid_unknown_fields=True):
    id: RowId
    name: str
    media_type: str
    bytes: int
    sha256: str
