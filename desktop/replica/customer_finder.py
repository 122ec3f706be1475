"""Customers for whoever must pick one: by name, suburb or phone, offline, best first."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.replica.first_frame import CustomerSummary, Reader, summaries_of
from desktop.replica.search import Asked, search
from desktop.replica.search_query import Kind

MOST = 20


def find_customers(reader: Reader, words: str) -> Sequence[CustomerSummary]:
    """Customers the words may mean, at most `MOST`."""
    db = reader()
    asked = Asked(kinds=(Kind.CUSTOMER,))
    ids = [one.id for one in search(db, words, MOST, asked) if one.kind is Kind.CUSTOMER]
    return summaries_of(db, ids)
