"""What moves when two profiles become one, and how each of it finds its way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import CustomerBillingRow
from sync_server.contract.care import MergeMovesRow, MergeRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.feed import BY_ENTITY, ROW_TYPES, entity
from sync_server.contract.records import InvoiceRow
from sync_server.contract.threads import ThreadRow
from sync_server.rules.view import View

R = TypeVar("R", bound=Row)
OWNED = tuple(
    kind
    for kind in ROW_TYPES
    if "customer_id" in kind.__struct_fields__ and kind not in {ThreadRow, ContactPointRow}
)
NAMES_A_CUSTOMER = ("customer_id", "payer_id", "thread_id", "about_id", "record_id")
"""Columns in which a customer's id may stand; a profile's own thread has the profile's id."""
_GONE, _PAYER_WAS_KEPT, _COPIED = "gone", "payer_was_kept", "copied"
_WISHES = ("auto_messages_paused", "no_email", "no_sms", "no_calls")
_WORDS: Mapping[str, str] = {"note": "\n\n", "pinned_alert": " · "}
MAX_LABELS = 20


class Move(msgspec.Struct, frozen=True):
    """One row as it becomes, and the line that tells how to put it back."""

    row: Row
    line: str


def moves_of(view: View, old: RowId, new: RowId) -> Iterator[Move]:
    """Every row that names the merged profile, as it stands at the kept one."""
    yield from _points(view, old, new)
    for kind in OWNED:
        for row in view.where(kind, customer_id=old):
            yield _moved(row, old, new)
    for thread in view.where(ThreadRow, customer_id=old):
        if thread.id != old:
            yield _moved(thread, old, new)
    for file in view.where(AttachmentRow, thread_id=old):
        yield _moved(file, old, new)
    yield from _bills(view, old, new)


def folded(view: View, kept: CustomerRow, merged: CustomerRow) -> Iterator[Move]:
    """What the kept profile takes on: labels, what the office noted, wishes, who pays.

    Whoever did not want e-mail does not want it under the other name either.
    """
    labels = tuple(dict.fromkeys((*kept.labels, *merged.labels)))[:MAX_LABELS]
    if labels != kept.labels:
        taken = tuple(label for label in labels if label not in kept.labels)
        yield Move(_next(kept, labels=labels), _line(kept, taken))
    yield from _folded_note(view, kept.id, merged.id)
    bill = view.get(CustomerBillingRow, merged.id)
    if bill is not None and view.get(CustomerBillingRow, kept.id) is None:
        payer = bill.payer_id if bill.payer_id != kept.id else None
        copy = CustomerBillingRow(id=kept.id, payer_id=payer, terms_days=bill.terms_days)
        yield Move(copy, _line(copy, (_COPIED,)))


def moving_back(view: View, moves: MergeMovesRow, merge: MergeRow) -> Iterator[Row]:
    """Rows that are still where the merge put them; what a person moved since stays there."""
    for line in moves.moved:
        name, row_id, told = line.split(" ", 2)
        row: Row | None = view.get(BY_ENTITY[name], RowId(row_id))
        marks = msgspec.json.decode(told, type=tuple[str, ...])
        if row is None:
            continue
        changes = _unfolded(view, row, marks, merge)
        if changes is None:
            changes = _changes_back(row, marks, merge)
        if changes:
            yield _next(row, **changes)


def _points(view: View, old: RowId, new: RowId) -> Iterator[Move]:
    """Numbers and addresses; those the kept profile has already are not shown twice."""
    points = view.where(ContactPointRow, customer_id=new)
    known = {(point.contact_kind, point.value) for point in points if not point.gone}
    for point in view.where(ContactPointRow, customer_id=old):
        if not point.gone and (point.contact_kind, point.value) in known:
            hidden = _next(point, customer_id=new, gone=True)
            yield Move(hidden, _line(point, ("customer_id", _GONE)))
        else:
            yield _moved(point, old, new)


def _bills(view: View, old: RowId, new: RowId) -> Iterator[Move]:
    """What the merged profile pays for others."""
    for invoice in view.where(InvoiceRow, payer_id=old):
        if invoice.customer_id != old:
            yield _moved(invoice, old, new)
    for billing in view.where(CustomerBillingRow, payer_id=old):
        yield _moved(billing, old, new)


def _moved(row: Row, old: RowId, new: RowId) -> Move:
    marks = tuple(name for name in NAMES_A_CUSTOMER if getattr(row, name, None) == old)
    changes: dict[str, object] = dict.fromkeys(marks, new)
    owner = changes.get("customer_id", getattr(row, "customer_id", row.id))
    payer = changes.get("payer_id", getattr(row, "payer_id", None))
    if payer is not None and payer == owner:
        changes["payer_id"] = None  # nobody is their own bill payer
        if "payer_id" not in marks:
            marks = (*marks, _PAYER_WAS_KEPT)
    return Move(_next(row, **changes), _line(row, marks))


def _changes_back(row: Row, marks: tuple[str, ...], merge: MergeRow) -> dict[str, object]:
    changes: dict[str, object] = {}
    for mark in marks:
        if mark == _GONE:
            changes["gone"] = False
        elif mark == _PAYER_WAS_KEPT:
            changes["payer_id"] = merge.kept_id
        elif mark == "payer_id":
            if getattr(row, "payer_id", None) in {merge.kept_id, None}:
                changes["payer_id"] = merge.merged_id
        elif getattr(row, mark) == merge.kept_id:
            changes[mark] = merge.merged_id
    return changes


def _folded_note(view: View, kept_id: RowId, merged_id: RowId) -> Iterator[Move]:
    theirs = view.get(CustomerNoteRow, merged_id)
    if theirs is None:
        return
    known = view.get(CustomerNoteRow, kept_id)
    mine = known or CustomerNoteRow(id=kept_id, version=-1)
    changes: dict[str, object] = {
        name: True for name in _WISHES if getattr(theirs, name) and not getattr(mine, name)
    }
    for name, gap in _WORDS.items():
        have, more = getattr(mine, name), getattr(theirs, name)
        if more and more != have:
            changes[name] = f"{have}{gap}{more}" if have else more
    if changes:
        yield Move(_next(mine, **changes), _line(mine, tuple(changes)))


def _unfolded(
    view: View, row: Row, marks: tuple[str, ...], merge: MergeRow
) -> dict[str, object] | None:
    """What the kept profile gives back; None for a row that only moved."""
    if row.id != merge.kept_id:
        return None
    if isinstance(row, CustomerRow):
        kept = tuple(label for label in row.labels if label not in marks)
        return {"labels": kept} if kept != row.labels else {}
    if isinstance(row, CustomerNoteRow):
        return _note_back(row, marks, view.get(CustomerNoteRow, merge.merged_id))
    if isinstance(row, CustomerBillingRow) and _COPIED in marks:
        blank = CustomerBillingRow(id=row.id)
        return {"payer_id": blank.payer_id, "terms_days": blank.terms_days}
    return None


def _note_back(
    row: CustomerNoteRow, marks: tuple[str, ...], theirs: CustomerNoteRow | None
) -> dict[str, object]:
    changes: dict[str, object] = {name: False for name in marks if name in _WISHES}
    for name, gap in _WORDS.items():
        more = getattr(theirs, name, "")
        if name in marks and more:
            have = getattr(row, name)
            changes[name] = "" if have == more else have.removesuffix(gap + more)
    return changes


def _line(row: Row, marks: tuple[str, ...]) -> str:
    return f"{entity(type(row))} {row.id} {msgspec.json.encode(marks).decode()}"


def _next(row: R, **changes: object) -> R:
    return msgspec.structs.replace(row, version=row.version + 1, **changes)
