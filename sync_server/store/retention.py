"""Sound whose time is over: what is due, and erasing bytes nothing points to any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.calls import RecordingRow, VoicemailRow
from sync_server.contract.columns import to_ms
from sync_server.contract.letters import BrandingRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.rules.recordings import REMOVED_KEPT
from sync_server.store.blobs import Blobs
from sync_server.store.tables import ROW_TABLES
from sync_server.store.view import SqlView

_recordings, _voicemails = ROW_TABLES[RecordingRow], ROW_TABLES[VoicemailRow]
AT_ONCE = 500
_messages = ROW_TABLES[MessageRow]
_IN_MESSAGES = select(_messages.c.id).where(_messages.c.files.like(bindparam("named"))).limit(1)


def due_sound(connection: Connection, now: datetime) -> list[tuple[RowId, str]]:
    """Recordings past their time and voicemails removed long enough ago: id and checksum."""
    recordings = select(_recordings.c.id, _recordings.c.sha256).where(
        _recordings.c.expires_at <= to_ms(now), _recordings.c.sha256 != ""
    )
    voicemails = select(_voicemails.c.id, _voicemails.c.sha256).where(
        _voicemails.c.removed_at <= to_ms(now - REMOVED_KEPT), _voicemails.c.sha256 != ""
    )
    found = connection.execute(recordings.union_all(voicemails).limit(AT_ONCE)).all()
    return [(RowId(row_id), sha256) for row_id, sha256 in found]


def erase_unused(connection: Connection, blobs: Blobs, sha256: str) -> None:
    """Erase the bytes unless another row still means them."""
    view = SqlView(connection)
    used = (
        *view.where(RecordingRow, sha256=sha256),
        *view.where(VoicemailRow, sha256=sha256),
        *view.where(RingGroupRow, greeting_sha256=sha256),
        *view.where(AttachmentRow, sha256=sha256),
        *view.where(BrandingRow, logo_sha256=sha256),
    )
    if not used and connection.execute(_IN_MESSAGES, {"named": f"%{sha256}%"}).first() is None:
        blobs.forget(sha256)
