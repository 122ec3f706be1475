"""Head of one customer's page: who it is, how to reach them, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, func, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, one_of, prepared
from sync_server.contract.base import RowId
from sync_server.contract.care import CustomerFlag
from sync_server.contract.columns import from_ms
from sync_server.contract.values import ContactKind, InvoiceStatus, IssueStatus

_customer, _note, _point, _billing = (
    ROWS[name] for name in ("customer", "customer_note", "contact_point", "customer_billing")
)
_invoice, _issue, _property, _merge = (
    ROWS[name] for name in ("invoice", "issue", "property", "merge")
)
FLAGS = tuple(CustomerFlag)
MOST_RELATED = 50


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One number or address."""

    id: RowId
    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True)
class CustomerHead:
    id: RowId
    version: int
    name: str
    labels: tuple[str, ...] = ()
    location: str = ""
    note: str = ""
    pinned_alert: str = ""
    points: tuple[ContactPoint, ...] = ()
    flags: frozenset[CustomerFlag] = frozenset()
    open_issues: int = 0
    overdue_cents: int = 0

    @property
    def phones(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.points if one.kind is ContactKind.PHONE)

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.points if one.kind is ContactKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Related:
    """Another customer that this one has to do with."""

    id: RowId
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place the customer wants work at."""

    id: RowId
    name: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Relations:
    """Who pays for them, for whom they pay (the first 50), and their places."""

    payer: Related | None = None
    terms_days: int | None = None
    pays_for: tuple[Related, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """What was asked for is part of another profile now."""

    merge_id: RowId
    kept_id: RowId
    merged_name: str
    by: str
    at: datetime | None


_OPEN_ISSUES = (
    select(func.count())
    .select_from(_issue)
    .where(
        _issue.c.customer_id == _customer.c.id,
        one_of(_issue.c.status, [s for s in IssueStatus if s is not IssueStatus.CLOSED]),
    )
    .scalar_subquery()
)
_OVERDUE = (
    select(func.coalesce(func.sum(_invoice.c.total_cents), 0))
    .where(_invoice.c.customer_id == _customer.c.id, _invoice.c.status == InvoiceStatus.OVERDUE)
    .scalar_subquery()
)
_HEAD = prepared(
    select(
        _customer.c.id,
        _customer.c.version,
        _customer.c.name,
        _customer.c.labels,
        _customer.c.location,
        func.coalesce(_note.c.note, ""),
        func.coalesce(_note.c.pinned_alert, ""),
        _OPEN_ISSUES,
        _OVERDUE,
        *(func.coalesce(_note.c[str(flag)], 0) for flag in FLAGS),
    )
    .select_from(_customer.outerjoin(_note, _note.c.id == _customer.c.id))
    .where(_customer.c.id == bindparam("id"))
)
_POINTS = prepared(
    select(_point.c.id, _point.c.contact_kind, _point.c.value)
    .where(_point.c.customer_id == bindparam("id"))
    .order_by(_point.c.id)
)
_PAYER = prepared(
    select(_customer.c.id, _customer.c.name, _billing.c.terms_days)
    .select_from(_billing.outerjoin(_customer, _customer.c.id == _billing.c.payer_id))
    .where(_billing.c.id == bindparam("id"))
)
_PAYS_FOR = prepared(
    select(_customer.c.id, _customer.c.name)
    .join(_billing, _billing.c.id == _customer.c.id)
    .where(_billing.c.payer_id == bindparam("id"))
    .order_by(_customer.c.name)
    .limit(MOST_RELATED)
)
_PLACES = prepared(
    select(_property.c.id, _property.c.name, _property.c.address, _property.c.note)
    .where(_property.c.customer_id == bindparam("id"))
    .order_by(_property.c.id)
    .limit(MOST_RELATED)
)
_MERGED = prepared(
    select(
        _merge.c.id,
        _merge.c.kept_id,
        _merge.c.merged_name,
        _merge.c.merged_by_name,
        _merge.c.merged_at,
    )
    .where(_merge.c.merged_id == bindparam("id"), _merge.c.undone_at.is_(None))
    .order_by(_merge.c.merged_at.desc())
    .limit(1)
)
RELATIONS = (_PAYER, _PAYS_FOR, _PLACES, _MERGED)


def customer_head(db: Connection, customer_id: RowId) -> CustomerHead | None:
    found = _HEAD.one(db, id=customer_id)
    if found is None:
        return None
    row_id, version, name, labels, location, note, alert, open_issues, overdue, *on = found
    return CustomerHead(
        id=RowId(row_id),
        version=version,
        name=name,
        labels=msgspec.json.decode(labels, type=tuple[str, ...]),
        location=location,
        note=note,
        pinned_alert=alert,
        points=tuple(
            ContactPoint(RowId(point_id), ContactKind(kind), value)
            for point_id, kind, value in _POINTS.all(db, id=customer_id)
        ),
        flags=frozenset(flag for flag, is_on in zip(FLAGS, on, strict=True) if is_on),
        open_issues=open_issues,
        overdue_cents=overdue,
    )


def relations(db: Connection, customer_id: RowId) -> Relations:
    """Who pays, who is paid for, where the work is."""
    payer_id, payer_name, terms = _PAYER.one(db, id=customer_id) or (None, None, None)
    return Relations(
        payer=Related(RowId(payer_id), payer_name) if payer_id else None,
        terms_days=terms,
        pays_for=tuple(
            Related(RowId(row_id), name) for row_id, name in _PAYS_FOR.all(db, id=customer_id)
        ),
        places=tuple(
            Place(RowId(row_id), name, address, note)
            for row_id, name, address, note in _PLACES.all(db, id=customer_id)
        ),
    )


def merged_into(db: Connection, customer_id: RowId) -> Merged | None:
    """The profile that holds this one's things today; None for a profile that stands."""
    merged: Merged | None = None
    seen: Collection[RowId] = {customer_id}
    while (found := _MERGED.one(db, id=merged.kept_id if merged else customer_id)) is not None:
        merge_id, kept_id, name, by, at = found
        if kept_id in seen:
            break
        seen = {*seen, RowId(kept_id)}
        first = merged or Merged(RowId(merge_id), RowId(kept_id), name, by, at and from_ms(at))
        merged = Merged(first.merge_id, RowId(kept_id), first.merged_name, first.by, first.at)
    return merged
