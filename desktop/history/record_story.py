"""What a bundle says of a record beside its history: its name and its facts as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.history.history_model import MachineZone
from desktop.history.history_pdf import Fact
from desktop.qt.formatting import phone
from sync_server.contract.base import Row
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.feed import BY_ENTITY
from sync_server.contract.history import HistoryAsk
from sync_server.rules.history import ALONG
from sync_server.rules.history_words import tell_versions, thing
from sync_server.rules.view import View


def title_of(view: View, subject: HistoryAsk) -> str:
    """Whose history it is: a customer's name, a record's code."""
    if subject.customer_id:
        customer = view.get(CustomerRow, subject.customer_id)
        return customer.name if customer is not None else "Customer"
    return thing(view, subject.entity, subject.row_id)


def facts_of(view: View, subject: HistoryAsk) -> tuple[Fact, ...]:
    """Every field that says something, in the words of the history."""
    zone = MachineZone()
    return tuple(
        Fact(told.field, phone(told.new))
        for row in _rows(view, subject)
        for told in tell_versions(view, None, row, zone)
    )


def _rows(view: View, subject: HistoryAsk) -> Iterator[Row]:
    if subject.customer_id:
        for kind in (CustomerRow, CustomerNoteRow):
            found = view.get(kind, subject.customer_id)
            if found is not None:
                yield found
        yield from view.where(ContactPointRow, customer_id=subject.customer_id)
        return
    names = ALONG.get(subject.entity, (subject.entity,))
    for name in (*names, "booking_money") if subject.entity == "booking" else names:
        row = view.get(BY_ENTITY[name], subject.row_id) if name in BY_ENTITY else None
        if row is not None:
            yield row
