"""Two profiles were one person: everything moves to one of them, and can move back (A46)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import CustomerBillingRow
from sync_server.contract.care import (
    UNMERGE_DAYS,
    MergeCustomers,
    MergeMovesRow,
    MergeRow,
    UnmergeCustomers,
)
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.feed import BY_ENTITY, ROW_TYPES, entity
from sync_server.contract.records import InvoiceRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

MAX_MOVED = 100_000
_OWNED = tuple(
    kind
    for kind in ROW_TYPES
    if "customer_id" in kind.__struct_fields__ and kind not in {ThreadRow, ContactPointRow}
)
_IN_THREAD = "t"
"""Marks a post or file that also changed its thread: it was in the customer's own."""


def kept_of(view: View, customer_id: RowId) -> RowId:
    """Follow merges that stand to the profile that was kept."""
    for _ in range(100):
        merges = [m for m in view.where(MergeRow, merged_id=customer_id) if m.undone_at is None]
        if not merges:
            return customer_id
        customer_id = merges[-1].kept_id
    return customer_id


def living(view: View, customer_id: RowId) -> RowId:
    """The profile a customer's things belong to today. Raises Refused when there is none.

    A desk that was offline during a merge still names the merged one; nothing of it is lost.
    """
    found = kept_of(view, customer_id)
    row = view.get(CustomerRow, found)
    if row is None or row.gone:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")
    return found


def merge_customers(view: View, command: MergeCustomers, here: Circumstances) -> Effects:
    """Move everything to the kept profile. A desk shows the merge at once and what moved when the
    server has moved it: ten thousand rows are no work for a window."""
    if view.get(MergeRow, command.merge_id) is not None:
        return Effects()
    kept, merged = (view.get(CustomerRow, each) for each in (command.kept_id, command.merged_id))
    if kept is None or merged is None or kept.gone or merged.gone:
        raise Refused(Reason.NOT_FOUND, "One of these customers does not exist any more.")
    if kept.id == merged.id:
        raise Refused(Reason.INVALID, "A customer cannot be merged with themselves.")
    moved = tuple(_moving(view, merged.id, kept.id)) if here.on_server else ()
    if len(moved) > MAX_MOVED:
        raise Refused(Reason.INVALID, f"More than {MAX_MOVED} rows would move.")
    merge = MergeRow(
        id=command.merge_id,
        kept_id=kept.id,
        merged_id=merged.id,
        merged_name=merged.name,
        merged_by=here.by,
        merged_by_name=here.by_name,
        merged_at=here.now,
        moved_count=len(moved),
    )
    notes = tuple(_note(view, row, merged.id) for row in moved)
    moves = MergeMovesRow(id=merge.id, moved=notes)
    labels = tuple(dict.fromkeys((*kept.labels, *merged.labels)))[:20]
    rows: list[Row] = [merge, _next(merged, gone=True)]
    if labels != kept.labels:
        rows.append(_next(kept, labels=labels))
    return Effects(rows=(*rows, *((moves,) if here.on_server else ()), *moved))


def unmerge_customers(view: View, command: UnmergeCustomers, here: Circumstances) -> Effects:
    """Move back what moved, for 30 days; what came after the merge stays with the kept one."""
    merge = view.get(MergeRow, command.merge_id)
    if merge is None:
        raise Refused(Reason.NOT_FOUND, "This merge does not exist any more.")
    if merge.undone_at is not None:
        return Effects()
    if merge.merged_at is not None and here.now - merge.merged_at > timedelta(days=UNMERGE_DAYS):
        raise Refused(Reason.WRONG_STATUS, f"A merge can be undone for {UNMERGE_DAYS} days.")
    done = msgspec.structs.replace(
        merge, version=merge.version + 1, undone_at=here.now, undone_by_name=here.by_name
    )
    rows: list[Row] = [done]
    merged = view.get(CustomerRow, merge.merged_id)
    if merged is not None:
        rows.append(_next(merged, gone=False))
    moves = view.get(MergeMovesRow, merge.id) if here.on_server else None
    if moves is not None:
        rows += _moving_back(view, moves, merge)
    return Effects(rows=tuple(rows))


def _moving(view: View, old: RowId, new: RowId) -> Iterator[Row]:
    yield from _moving_points(view, old, new)
    for kind in _OWNED:
        for row in view.where(kind, customer_id=old):
            changes: dict[str, object] = {"customer_id": new}
            if isinstance(row, PostRow) and row.thread_id == old:
                changes["thread_id"] = new
            yield _next(row, **changes)
    for thread in view.where(ThreadRow, customer_id=old):
        if thread.id != old:
            yield _next(thread, customer_id=new)
    for file in view.where(AttachmentRow, thread_id=old):
        yield _next(file, thread_id=new)
    yield from _moving_bills(view, old, new)


def _moving_points(view: View, old: RowId, new: RowId) -> Iterator[Row]:
    """Numbers and addresses; those the kept profile has already are not shown twice."""
    points = view.where(ContactPointRow, customer_id=new)
    known = {(point.contact_kind, point.value) for point in points if not point.gone}
    for point in view.where(ContactPointRow, customer_id=old):
        is_known = (point.contact_kind, point.value) in known
        yield _next(point, gone=True) if is_known else _next(point, customer_id=new)


def _moving_bills(view: View, old: RowId, new: RowId) -> Iterator[Row]:
    """What the merged profile paid for others."""
    for invoice in view.where(InvoiceRow, payer_id=old):
        if invoice.customer_id != old:
            yield _next(invoice, payer_id=new)
    for billing in view.where(CustomerBillingRow, payer_id=old):
        if billing.id != new:
            yield _next(billing, payer_id=new)


def _next(row: Row, **changes: object) -> Row:
    return msgspec.structs.replace(row, version=row.version + 1, **changes)


def _note(view: View, row: Row, merged: RowId) -> str:
    before = view.get(type(row), row.id)
    in_thread = getattr(before, "thread_id", None) == merged
    payer = getattr(before, "payer_id", None) == merged
    mark = _IN_THREAD if in_thread else "p" if payer else "-"
    return f"{entity(type(row))} {row.id} {mark}"


def _moving_back(view: View, moves: MergeMovesRow, merge: MergeRow) -> Iterator[Row]:
    for line in moves.moved:
        name, row_id, mark = line.split(" ")
        row: Row | None = view.get(BY_ENTITY[name], RowId(row_id))
        if row is None:
            continue
        changes: dict[str, object] = {}
        if getattr(row, "customer_id", None) == merge.kept_id:
            changes["customer_id"] = merge.merged_id
        if mark == _IN_THREAD and getattr(row, "thread_id", None) == merge.kept_id:
            changes["thread_id"] = merge.merged_id
        if isinstance(row, ContactPointRow) and row.customer_id == merge.merged_id:
            changes["gone"] = False
        if mark == "p" and getattr(row, "payer_id", None) == merge.kept_id:
            changes["payer_id"] = merge.merged_id
        if changes:
            yield _next(row, **changes)
