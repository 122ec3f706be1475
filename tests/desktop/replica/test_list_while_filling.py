"""The list of customers while a fill goes on: no row of it may read a whole table."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from desktop.replica import fill
from desktop.replica.connection import Durability, connect
from desktop.replica.first_frame import Order, page_sql
from desktop.replica.schema import create_activity_indexes, create_indexes, create_tables


@pytest.mark.parametrize("order", list(Order))
def test_each_customers_facts_are_found_through_an_index(tmp_path: Path, order: Order):
    with closing(connect(tmp_path / "replica.db", None, Durability.OFF)) as db:
        create_tables(db)
        create_indexes(db, fill._FIRST_PAGES)
        create_activity_indexes(db, fill._ACTIVITY)
        sql = page_sql(order, descending=False)
        plan = [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", (64, 0))]
    scanned = [step for step in plan if step.startswith("SCAN")]
    assert {step.split()[1] for step in scanned} <= {"CONSTANT", "customer"}, scanned
