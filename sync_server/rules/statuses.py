"""The office's own statuses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from sync_server.contract.statuses import SaveStatus, StatusRow
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
)
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

BUILT_IN: Mapping[RecordKind, type[StrEnum]] = {
    RecordKind.INQUIRY: InquiryStatus,
    RecordKind.QUOTE: QuoteStatus,
    RecordKind.BOOKING: BookingStatus,
    RecordKind.INVOICE: InvoiceStatus,
}


def save_status(view: View, command: SaveStatus, _here: Circumstances) -> Effects:
    """Make a status or change it; what it counts as never changes once records may have it."""
    row = view.get(StatusRow, command.status_id)
    if (row.version if row else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed this status. Look at it again.")
    built_in = BUILT_IN.get(command.record_kind)
    if built_in is None or command.counts_as not in list(built_in):
        raise Refused(Reason.INVALID, f"{command.counts_as} is no status of a record of this kind.")
    name = command.name.strip()
    if not name or len(name) > 40:
        raise Refused(Reason.INVALID, "A status needs a name of 1 to 40 characters.")
    if row is not None and (row.record_kind, row.counts_as) != (
        command.record_kind,
        command.counts_as,
    ):
        raise Refused(Reason.INVALID, "What a status counts as stays; archive it and make another.")
    others = view.where(StatusRow, record_kind=command.record_kind)
    if any(each.name.casefold() == name.casefold() and each.id != command.status_id
           for each in others if not each.archived):  # fmt: skip
        raise Refused(Reason.INVALID, f"There is a status called {name} already.")
    changed = StatusRow(
        id=command.status_id,
        version=command.seen_version,
        record_kind=command.record_kind,
        name=name,
        tone=command.tone,
        counts_as=command.counts_as,
        position=command.position,
        archived=command.archived,
    )
    if changed == row:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(changed, version=changed.version + 1),))
