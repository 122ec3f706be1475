"""Adding and editing customers: a clash on one field is shown to the person, never lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    NewContactPoint,
)
from sync_server.contract.values import ContactKind, RecordKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merging import living
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
R = TypeVar("R", bound=Row)
EDITABLE = frozenset({"name", "location"})
NOTED = frozenset({"note", "pinned_alert"})
"""Fields of the office's own row about a customer."""
LAST_WRITER_WINS = frozenset({"note"})
"""Low risk: the last arrival is kept. Identity fields keep the server's value and say so."""


def add_customer(view: View, command: AddCustomer, _here: Circumstances) -> Effects:
    check_free(view, CustomerRow, command.customer_id)
    if not command.name.strip() or len(command.name) > 500:
        raise Refused(Reason.INVALID, "A customer needs a name of 1 to 500 characters.")
    customer = CustomerRow(
        id=command.customer_id,
        name=command.name.strip(),
        labels=command.labels,
        location=command.location,
    )
    points = tuple(_point(view, customer.id, new) for new in command.contact_points)
    thread = born_with(RecordKind.CUSTOMER, customer.id, customer.id)
    return Effects(rows=(customer, thread, *points))


def edit_customer(view: View, command: EditCustomer, _here: Circumstances) -> Effects:
    """Set the fields that still hold what the person saw; report the others with both values."""
    customer = view.get(CustomerRow, living(view, command.customer_id))
    if customer is None:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")
    kept = view.get(CustomerNoteRow, customer.id)
    notes = kept or CustomerNoteRow(id=customer.id, version=-1)
    taken: dict[str, str] = {}
    clashes: list[str] = []
    for edit in command.edits:
        if edit.field not in EDITABLE | NOTED:
            raise Refused(Reason.INVALID, f"{edit.field} is not a field of a customer.")
        now: str = getattr(notes if edit.field in NOTED else customer, edit.field)
        if now == edit.new:
            continue
        if now == edit.old or edit.field in LAST_WRITER_WINS:
            taken[edit.field] = edit.new
        else:
            clashes.append(f"{edit.field} is “{now}” by now; yours was “{edit.new}”")
    changed = (_set(customer, taken, EDITABLE), _set(notes, taken, NOTED))
    rows = tuple(row for row in changed if row is not None)
    return Effects(rows=rows, merged="; ".join(clashes))


def _set(row: R, taken: Mapping[str, str], fields: frozenset[str]) -> R | None:
    """The row with those of its fields that were taken; None when none was."""
    mine = {name: value for name, value in taken.items() if name in fields}
    if not mine:
        return None
    return msgspec.structs.replace(row, version=row.version + 1, **mine)


def add_contact_point(view: View, command: AddContactPoint, _here: Circumstances) -> Effects:
    customer_id = living(view, command.customer_id)
    return Effects(rows=(_point(view, customer_id, command.contact_point),))


def _point(view: View, customer_id: RowId, new: NewContactPoint) -> ContactPointRow:
    known = view.get(ContactPointRow, new.id)
    if known is not None and not (known.gone and known.customer_id == customer_id):
        raise Refused(Reason.ID_TAKEN, "This contact point exists already.")
    if new.contact_kind is ContactKind.PHONE and not E164.fullmatch(new.value):
        raise Refused(Reason.INVALID, f"{new.value} is not a phone number with country code.")
    if new.contact_kind is ContactKind.EMAIL and "@" not in new.value:
        raise Refused(Reason.INVALID, f"{new.value} is not an e-mail address.")
    return ContactPointRow(
        id=new.id,
        version=known.version + 1 if known else 0,
        customer_id=customer_id,
        contact_kind=new.contact_kind,
        value=new.value,
    )
