"""Posting, editing and removing: who may write where, and at which visibility."""

from __future__ import annotations

import re

import msgspec

from sync_server.contract.attachments import ALLOWED_TYPES, AttachmentRow, NewAttachment
from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import InquiryRow, QuoteRow
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES, RecordKind, Role, Visibility
from sync_server.rules import notices
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind, Reason, Refused
from sync_server.rules.merging import kept_of
from sync_server.rules.permissions import MAY_MODERATE
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

MAX_BODY = 20_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WIDTH = {Visibility.INTERNAL: 0, Visibility.STAFF: 1, Visibility.EVERYONE: 2}


def born_with(kind: RecordKind, record_id: RowId, customer_id: RowId) -> ThreadRow:
    """Make the one thread of a new record (DIS-01)."""
    return ThreadRow(id=record_id, record_kind=kind, record_id=record_id, customer_id=customer_id)


def check_free(view: View, kind: type[Row], row_id: RowId) -> None:
    """Raise Refused unless a record may have this id: its thread will have it too, so that no
    record of any kind may stand under it."""
    if view.get(kind, row_id) is not None or view.get(ThreadRow, row_id) is not None:
        raise Refused(Reason.ID_TAKEN, "A record with this id exists already.")


def thread_today(view: View, thread_id: RowId) -> RowId:
    """Where a discussion goes on: of a converted record at what it became, of a merged issue or
    customer at the kept one. A post written offline to the old place loses nothing."""
    inquiry = view.get(InquiryRow, thread_id)
    if inquiry is not None and inquiry.converted_id is not None:
        # One step: it becomes a quote or a booking.
        thread_id = inquiry.converted_id
    quote = view.get(QuoteRow, thread_id)
    if quote is not None and quote.booking_id is not None:
        return quote.booking_id
    issue = view.get(IssueRow, thread_id)
    if issue is not None and issue.merged_into_id is not None:
        return issue.merged_into_id
    return kept_of(view, thread_id)


def write_post(view: View, command: WritePost, here: Circumstances) -> Effects:
    """Add a post where the author may see the thread; customers always write to everyone (A1)."""
    if view.get(PostRow, command.post_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This post exists already.")
    thread = view.get(ThreadRow, thread_today(view, command.thread_id))
    if thread is None or not _may_enter(view, thread, here):
        raise Refused(Reason.NOT_FOUND, "This discussion does not exist any more.")
    _check_body(command.body, has_files=bool(command.attachments))
    visibility = _allowed_visibility(command.visibility, here)
    post = PostRow(
        id=command.post_id,
        thread_id=thread.id,
        customer_id=thread.customer_id,
        author_id=here.by,
        author_name=here.by_name,
        author_role=here.role,
        visibility=visibility,
        body=command.body,
        written_at=command.written_at or here.now,
        posted_at=here.now if here.on_server else None,
        is_evidence=_is_evidence(command, thread, here),
    )
    files = tuple(_attach(post, new) for new in command.attachments)
    notice = Notice(NoticeKind.POST_WRITTEN, thread.id, post.id, here.by, visibility)
    told = notices.of_post(view, post, here)
    return Effects(rows=(post, *files, *told), notices=(notice,))


def _is_evidence(command: WritePost, thread: ThreadRow, here: Circumstances) -> bool:
    """What colleagues show of an issue put right; customers show problems."""
    is_issue = thread.record_kind is RecordKind.ISSUE
    return command.is_evidence and is_issue and here.role is not Role.CUSTOMER


def edit_post(view: View, command: EditPost, here: Circumstances) -> Effects:
    post = _own(view, command.post_id, here)
    _check_body(command.body, has_files=False)
    if post.body == command.body:
        return Effects()
    return Effects(rows=(_next(post, body=command.body, edited_at=here.now),))


def change_visibility(view: View, command: ChangePostVisibility, here: Circumstances) -> Effects:
    """Narrow at will; widen only a post that has not changed since it was read (A41)."""
    post = _own(view, command.post_id, here)
    wanted = _allowed_visibility(command.visibility, here)
    if post.visibility is wanted:
        return Effects()
    widens = _WIDTH[wanted] > _WIDTH[post.visibility]
    if widens and command.seen_version != post.version:
        raise Refused(Reason.CHANGED, "The post was edited since you read it. Read it again first.")
    return Effects(rows=(_next(post, visibility=wanted),))


def remove_post(view: View, command: RemovePost, here: Circumstances) -> Effects:
    """Erase the body and leave the line "Message removed" (DIS-44)."""
    post = _own(view, command.post_id, here)
    return Effects(rows=(_next(post, body="", removed=True, edited_at=here.now),))


def _next(post: PostRow, **changes: object) -> PostRow:
    return msgspec.structs.replace(post, version=post.version + 1, **changes)


def _may_enter(view: View, thread: ThreadRow, here: Circumstances) -> bool:
    return may_see(view, thread, here.role, here.by)


def _allowed_visibility(wanted: Visibility, here: Circumstances) -> Visibility:
    if here.role is Role.CUSTOMER:
        return Visibility.EVERYONE
    if here.role is Role.FIELDWORKER and wanted is Visibility.INTERNAL:
        raise Refused(Reason.NOT_ALLOWED, "Fieldworkers cannot write office-only posts.")
    return wanted


def _own(view: View, post_id: RowId, here: Circumstances) -> PostRow:
    post = view.get(PostRow, post_id)
    if post is None or post.removed or not may_see(view, post, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This post does not exist any more.")
    if post.author_id != here.by and here.role not in MAY_MODERATE:
        raise Refused(Reason.NOT_ALLOWED, "Only its author or an administrator may change a post.")
    return post


def _check_body(body: str, *, has_files: bool) -> None:
    if not body.strip() and not has_files:
        raise Refused(Reason.INVALID, "The post is empty.")
    if len(body) > MAX_BODY:
        raise Refused(Reason.INVALID, f"The post has {len(body)} characters; {MAX_BODY} fit.")


def _attach(post: PostRow, new: NewAttachment) -> AttachmentRow:
    if new.media_type not in ALLOWED_TYPES:
        raise Refused(Reason.INVALID, f"{new.name}: files of type {new.media_type} are not taken.")
    if not 0 < new.bytes <= INLINE_ATTACHMENT_BYTES:
        raise Refused(Reason.INVALID, f"{new.name} has {new.bytes} bytes; up to 5 MiB fit.")
    if not _SHA256.fullmatch(new.sha256):
        raise Refused(Reason.INVALID, f"{new.name} has no valid checksum.")
    return AttachmentRow(
        id=new.id,
        post_id=post.id,
        thread_id=post.thread_id,
        name=new.name,
        media_type=new.media_type,
        bytes=new.bytes,
        sha256=new.sha256,
    )
