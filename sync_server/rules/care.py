"""Labels, wishes and places of customers."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import Row
from sync_server.contract.care import (
    MAX_LABELLED,
    LabelCustomers,
    PropertyRow,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
)
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merge_moves import MAX_LABELS
from sync_server.rules.merging import kept_of, living
from sync_server.rules.view import View

MAX_LABEL = 40


def label_customers(view: View, command: LabelCustomers, _here: Circumstances) -> Effects:
    """Add and remove labels; customers that are gone meanwhile are left out (TML-23)."""
    if not 1 <= len(command.customer_ids) <= MAX_LABELLED:
        raise Refused(Reason.INVALID, f"1 to {MAX_LABELLED} customers are labelled at once.")
    add = tuple(dict.fromkeys(label.strip() for label in command.add))
    if any(not label or len(label) > MAX_LABEL for label in add):
        raise Refused(Reason.INVALID, f"A label has 1 to {MAX_LABEL} characters.")
    rows: list[Row] = []
    for customer_id in dict.fromkeys(kept_of(view, each) for each in command.customer_ids):
        row = view.get(CustomerRow, customer_id)
        if row is None or row.gone:
            continue
        kept = [label for label in row.labels if label not in command.remove]
        labels = tuple(dict.fromkeys((*kept, *add)))
        if len(labels) > MAX_LABELS:
            raise Refused(Reason.INVALID, f"{row.name} would have more than {MAX_LABELS} labels.")
        if labels != row.labels:
            rows.append(msgspec.structs.replace(row, version=row.version + 1, labels=labels))
    return Effects(rows=tuple(rows))


def set_customer_flag(view: View, command: SetCustomerFlag, _here: Circumstances) -> Effects:
    """What a customer wants and does not want to hear from us."""
    customer_id = living(view, command.customer_id)
    row = view.get(CustomerNoteRow, customer_id)
    blank = row or CustomerNoteRow(id=customer_id, version=-1)
    if getattr(blank, command.flag) == command.is_on:
        return Effects()
    changed = msgspec.structs.replace(
        blank, version=blank.version + 1, **{str(command.flag): command.is_on}
    )
    return Effects(rows=(changed,))


def remove_contact_point(view: View, command: RemoveContactPoint, _here: Circumstances) -> Effects:
    row = view.get(ContactPointRow, command.contact_point_id)
    if row is None or row.gone:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, gone=True),))


def save_property(view: View, command: SaveProperty, _here: Circumstances) -> Effects:
    customer_id = living(view, command.customer_id)
    row = view.get(PropertyRow, command.property_id)
    if (row.version if row else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed this property. Look at it again.")
    if not command.address.strip() or max(len(command.address), len(command.name)) > 500:
        raise Refused(Reason.INVALID, "A property needs an address of 1 to 500 characters.")
    changed = PropertyRow(
        id=command.property_id,
        version=command.seen_version + 1,
        customer_id=customer_id,
        name=command.name.strip(),
        address=command.address.strip(),
        note=command.note[:2000],
    )
    return Effects(rows=(changed,))


def remove_property(view: View, command: RemoveProperty, _here: Circumstances) -> Effects:
    row = view.get(PropertyRow, command.property_id)
    if row is None or row.gone:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, gone=True),))
