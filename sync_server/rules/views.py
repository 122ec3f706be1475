"""Keeping lists as people like them."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.views import MAX_QUERY, RemoveView, SavedViewRow, SaveView
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View


def save_view(view: View, command: SaveView, here: Circumstances) -> Effects:
    """Make a view or change it; only its owner does."""
    row = _own(view, command.view_id, here)
    if (row.version if row else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "This view was changed elsewhere. Look at it again.")
    name = command.name.strip()
    if not name or len(name) > 60:
        raise Refused(Reason.INVALID, "A view needs a name of 1 to 60 characters.")
    if not command.list_key or len(command.list_key) > 60 or len(command.query) > MAX_QUERY:
        raise Refused(Reason.INVALID, "This view is too large to keep.")
    changed = SavedViewRow(
        id=command.view_id,
        version=command.seen_version + 1,
        list_key=command.list_key,
        name=name,
        owner_id=here.by,
        shared=command.shared,
        query=command.query,
    )
    return Effects(rows=(changed,))


def remove_view(view: View, command: RemoveView, here: Circumstances) -> Effects:
    row = _own(view, command.view_id, here)
    if row is None or row.gone:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, gone=True),))


def _own(view: View, view_id: RowId, here: Circumstances) -> SavedViewRow | None:
    row = view.get(SavedViewRow, view_id)
    if row is not None and row.owner_id != here.by:
        raise Refused(Reason.NOT_ALLOWED, "Only who made a view changes it. Save it as your own.")
    return row
