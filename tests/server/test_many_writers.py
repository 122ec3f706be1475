"""Many writers at once: whoever reads by cursor misses nothing, because writers queue."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.store.database import Database
from tests.server.shop import Replica, Shop, fresh_id

WRITERS, EACH = 24, 6


def _write_together(shop: Shop) -> list[Exception]:
    """Start all writers at the same moment; answer what went wrong in them."""
    start, faults = threading.Barrier(WRITERS), []

    def work(number: int) -> None:
        start.wait()
        try:
            for turn in range(EACH):
                name = f"{number}.{turn}"
                shop.do("amy", AddCustomer(customer_id=fresh_id(), name=name))
        except DBAPIError as fault:
            faults.append(fault)

    writers = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return faults


def _follow(shop: Shop, replica: Replica, until: threading.Event) -> None:
    while not until.is_set():
        replica.pull()
    replica.pull()


def test_a_reader_beside_many_writers_misses_no_row(shop: Shop) -> None:
    replica, done = Replica(shop, "olive"), threading.Event()
    reader = threading.Thread(target=_follow, args=(shop, replica, done))
    reader.start()
    faults = _write_together(shop)
    done.set()
    reader.join()
    assert faults == []
    names = {row.name for row in replica.rows.values() if isinstance(row, CustomerRow)}
    assert len(names) == WRITERS * EACH
    assert replica.is_right()


@pytest.mark.postgres
def test_without_the_lock_the_writers_get_in_each_others_way(
    postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lock(_self: Database, connection: Connection) -> None:
        connection.execute(text("SELECT 1"))

    monkeypatch.setattr(Database, "take_lock", no_lock)
    database = Database(postgres.fresh())
    faults = _write_together(Shop(database))
    database.close()
    assert faults, "two transactions must have taken the same number"
