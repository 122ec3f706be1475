"""What people are told, and how each of them wants to be told."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId, derived_id
from sync_server.contract.values import NoticeChannel, NoticeModule, Role


class NoticeRow(Row, frozen=True, tag="notice"):
    """One line in one person's feed."""

    recipient_id: RowId = RowId("")
    module: NoticeModule = NoticeModule.CALLS
    title: str = ""
    text: str = ""
    customer_id: RowId | None = None
    about_id: RowId = RowId("")
    """The call, voicemail, record or issue it is about."""
    told_at: datetime | None = None
    read_at: datetime | None = None
    gone: bool = False
    """Its reader may not see what it is about any more."""


class PreferenceRow(Row, frozen=True, tag="preference"):
    """A switch of one role, or of one person, who overrules their role."""

    module: NoticeModule = NoticeModule.CALLS
    channel: NoticeChannel = NoticeChannel.FEED
    role: Role | None = None
    staff_id: RowId | None = None
    is_on: bool = True


class ReadNotices(Command, frozen=True, tag="notice.read"):
    notice_ids: tuple[RowId, ...]


class SetPreference(Command, frozen=True, tag="preference.set"):
    """For a whole role (administrators), else for oneself."""

    module: NoticeModule
    channel: NoticeChannel
    is_on: bool
    role: Role | None = None


def notice_id(event_id: RowId, recipient_id: RowId) -> RowId:
    """One event tells one person once, whoever works it out."""
    return RowId(derived_id(f"notice\0{event_id}\0{recipient_id}"))


def preference_id(module: NoticeModule, channel: NoticeChannel, subject: str) -> RowId:
    """`subject` is a role's name or a person's id."""
    return RowId(derived_id(f"preference\0{module}\0{channel}\0{subject}"))
