"""Adding and editing customers: a clash on one field is shown to the person, never lost."""

from __future__ import annotations

import re

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerRow,
    EditCustomer,
    NewContactPoint,
)
from sync_server.contract.values import ContactKind, RecordKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.threads import born_with
from sync_server.rules.view import View

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
EDITABLE = frozenset({"name", "location", "note", "pinned_alert"})
LAST_WRITER_WINS = frozenset({"note"})
"""Low risk: the last arrival is kept. Identity fields keep the server's value and say so."""


def add_customer(view: View, command: AddCustomer, _here: Circumstances) -> Effects:
    if view.get(CustomerRow, command.customer_id) is not None:
        raise Refused(Reason.ID_TAKEN, "A customer with this id exists already.")
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
    customer = view.get(CustomerRow, command.customer_id)
    if customer is None:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")
    taken: dict[str, str] = {}
    clashes: list[str] = []
    for edit in command.edits:
        if edit.field not in EDITABLE:
            raise Refused(Reason.INVALID, f"{edit.field} is not a field of a customer.")
        now: str = getattr(customer, edit.field)
        if now == edit.new:
            continue
        if now == edit.old or edit.field in LAST_WRITER_WINS:
            taken[edit.field] = edit.new
        else:
            clashes.append(f"{edit.field} is “{now}” by now; yours was “{edit.new}”")
    merged = "; ".join(clashes)
    if not taken:
        return Effects(merged=merged)
    changed = msgspec.structs.replace(customer, version=customer.version + 1, **taken)
    return Effects(rows=(changed,), merged=merged)


def add_contact_point(view: View, command: AddContactPoint, _here: Circumstances) -> Effects:
    if view.get(CustomerRow, command.customer_id) is None:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")
    return Effects(rows=(_point(view, command.customer_id, command.contact_point),))


def _point(view: View, customer_id: RowId, new: NewContactPoint) -> ContactPointRow:
    if view.get(ContactPointRow, new.id) is not None:
        raise Refused(Reason.ID_TAKEN, "This contact point exists already.")
    if new.contact_kind is ContactKind.PHONE and not E164.fullmatch(new.value):
        raise Refused(Reason.INVALID, f"{new.value} is not a phone number with country code.")
    if new.contact_kind is ContactKind.EMAIL and "@" not in new.value:
        raise Refused(Reason.INVALID, f"{new.value} is not an e-mail address.")
    return ContactPointRow(
        id=new.id, customer_id=customer_id, contact_kind=new.contact_kind, value=new.value
    )
