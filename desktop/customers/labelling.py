"""Labels for many customers at once: a step that can be taken back exactly."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.lists.bulk import Plan, Step
from desktop.replica.connection import Connection
from desktop.replica.listing_customers import labelled
from sync_server.contract.base import RowId
from sync_server.contract.care import LabelCustomers


def adding(label: str) -> Plan:
    """Give the label to those who do not have it; undoing leaves it to those who had it before."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        have = labelled(db, ids, label)
        without = tuple(each for each in ids if each not in have)
        if not without:
            return ()
        command = LabelCustomers(customer_ids=without, add=(label,))
        inverse = LabelCustomers(customer_ids=without, remove=(label,))
        return (Step(command, inverse, len(without)),)

    return plan


def removing(label: str) -> Plan:
    """Take the label from those who have it; undoing gives it back to them."""

    def plan(db: Connection, ids: Sequence[RowId]) -> Sequence[Step]:
        have = labelled(db, ids, label)
        with_it = tuple(each for each in ids if each in have)
        if not with_it:
            return ()
        command = LabelCustomers(customer_ids=with_it, remove=(label,))
        inverse = LabelCustomers(customer_ids=with_it, add=(label,))
        return (Step(command, inverse, len(with_it)),)

    return plan
