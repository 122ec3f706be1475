"""Discussion threads and posts: one thread for each record, kept for the life of the record."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import RecordKind, Role, Visibility


class ThreadRow(Row, frozen=True, tag="thread"):
    """The one thread of a record; born with the record and under the record's id."""

    record_kind: RecordKind = RecordKind.BOOKING
    record_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    fieldworker_access: bool = True
    """Off after a conversion until somebody opens what came along to fieldworkers (A3)."""


class PostRow(Row, frozen=True, tag="post"):
    thread_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    author_id: RowId = RowId("")
    author_name: str = ""
    author_role: Role = Role.AGENT
    visibility: Visibility = Visibility.INTERNAL
    body: str = ""
    written_at: datetime | None = None
    """When the author wrote it, by the author's clock."""
    posted_at: datetime | None = None
    """When the server took it; None while it waits in an outbox."""
    edited_at: datetime | None = None
    removed: bool = False
    pinned: bool = False
    came_from: RowId | None = None
    """The record under which it was written, when that was converted since (DIS-19)."""
    is_evidence: bool = False
    """Shows that an issue was put right (ISS-46)."""


class WritePost(Command, frozen=True, tag="post.write"):
    post_id: RowId
    thread_id: RowId
    body: str
    visibility: Visibility
    written_at: datetime | None = None
    attachments: tuple[NewAttachment, ...] = ()
    is_evidence: bool = False


class EditPost(Command, frozen=True, tag="post.edit"):
    post_id: RowId
    body: str


class ChangePostVisibility(Command, frozen=True, tag="post.change_visibility"):
    """Widening names the version that was read: nobody publishes text they did not see."""

    post_id: RowId
    visibility: Visibility
    seen_version: int


class OpenThread(Command, frozen=True, tag="thread.open_to_fieldworkers"):
    """Show or hide a converted record's earlier discussion to its fieldworkers (A3)."""

    thread_id: RowId
    is_open: bool


class RemovePost(Command, frozen=True, tag="post.remove"):
    post_id: RowId
