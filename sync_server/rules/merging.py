"""Two profiles were one person: everything moves to one of them, and can move back (A46)."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.care import (
    UNMERGE_DAYS,
    MergeCustomers,
    MergeMovesRow,
    MergeRow,
    UnmergeCustomers,
)
from sync_server.contract.customers import CustomerRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merge_moves import folded, moves_of, moving_back
from sync_server.rules.view import View

MAX_MOVED = 100_000


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
    server has moved it: ten thousand rows are no work for a window.

    Two desks that merge the same two, either way round, do it once: the first one stands.
    """
    if command.kept_id == command.merged_id:
        raise Refused(Reason.INVALID, "A customer cannot be merged with themselves.")
    kept_id = kept_of(view, command.kept_id)
    is_done = kept_id == kept_of(view, command.merged_id)
    if is_done or view.get(MergeRow, command.merge_id) is not None:
        return Effects()
    kept, merged = (view.get(CustomerRow, each) for each in (kept_id, command.merged_id))
    if kept is None or merged is None or kept.gone or merged.gone:
        raise Refused(Reason.NOT_FOUND, "One of these customers does not exist any more.")
    moves = tuple(moves_of(view, merged.id, kept.id)) if here.on_server else ()
    if len(moves) > MAX_MOVED:
        raise Refused(Reason.INVALID, f"More than {MAX_MOVED} rows would move.")
    merge = MergeRow(
        id=command.merge_id,
        kept_id=kept.id,
        merged_id=merged.id,
        merged_name=merged.name,
        merged_by=here.by,
        merged_by_name=here.by_name,
        merged_at=here.now,
        moved_count=len(moves),
    )
    taken = tuple(folded(view, kept, merged))
    hidden = msgspec.structs.replace(merged, version=merged.version + 1, gone=True)
    rows: list[Row] = [merge, hidden, *(each.row for each in taken)]
    if here.on_server:
        lines = tuple(each.line for each in (*moves, *taken))
        rows += [MergeMovesRow(id=merge.id, moved=lines), *(each.row for each in moves)]
    return Effects(rows=tuple(rows))


def unmerge_customers(view: View, command: UnmergeCustomers, here: Circumstances) -> Effects:
    """Move back what moved, for 30 days; what came after the merge stays with the kept one."""
    merge = view.get(MergeRow, command.merge_id)
    if merge is None:
        raise Refused(Reason.NOT_FOUND, "This merge does not exist any more.")
    if merge.undone_at is not None:
        return Effects()
    if merge.merged_at is not None and here.now - merge.merged_at > timedelta(days=UNMERGE_DAYS):
        raise Refused(Reason.WRONG_STATUS, f"A merge can be undone for {UNMERGE_DAYS} days.")
    kept = view.get(CustomerRow, merge.kept_id)
    if kept is None or kept.gone:
        raise Refused(
            Reason.WRONG_STATUS, "The kept profile was itself merged since. Undo that merge first."
        )
    done = msgspec.structs.replace(
        merge, version=merge.version + 1, undone_at=here.now, undone_by_name=here.by_name
    )
    rows: list[Row] = [done]
    merged = view.get(CustomerRow, merge.merged_id)
    if merged is not None:
        rows.append(msgspec.structs.replace(merged, version=merged.version + 1, gone=False))
    moves = view.get(MergeMovesRow, merge.id) if here.on_server else None
    if moves is not None:
        rows += moving_back(view, moves, merge)
    return Effects(rows=tuple(rows))
