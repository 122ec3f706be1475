"""The server process is killed between a commit and its answer: the retry changes nothing more."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from sync_server.contract.base import DeviceId
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.values import Role
from sync_server.contract.wire import Result, SignedIn, SignIn
from sync_server.store.accounts import Accounts, NewStaff
from sync_server.store.database import Database
from sync_server.store.tables import audit
from sync_server.store.verifying import verify
from sync_server.store.view import SqlView
from tests.support.office import PASSWORD, Seat, envelope, free_port, fresh_id, settings_for

ROOT = Path(__file__).parents[2]


@contextmanager
def _process(folder: Path, database_url: str, fate: str) -> Iterator[str]:
    """A server process; ends with the block whatever became of it."""
    port = free_port()
    command = [sys.executable, "-m", "tests.server.dying_server", str(folder), str(port), fate]
    process = subprocess.Popen([*command, database_url], cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(process, url)
        yield url
    finally:
        process.kill()
        process.wait(10)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        while process.poll() is None:
            try:
                session.get(f"{url}/healthz", timeout=1)
            except requests.ConnectionError:
                continue
            return
    raise AssertionError("the server process ended while it started")


@pytest.fixture
def amys_desk(database_url: str, tmp_path: Path) -> tuple[SignedIn, DeviceId]:
    """Amy's account, and her sign-in at a device."""
    database = Database(database_url)
    accounts = Accounts(database, settings_for(tmp_path))
    accounts.add_staff(NewStaff("Amy", "amy@example.org", Role.AGENT, PASSWORD))
    device = DeviceId("desk")
    signed_in = accounts.sign_in(SignIn("amy@example.org", PASSWORD, device), "127.0.0.1")
    database.close()
    return signed_in, device


@pytest.mark.slow
def test_a_command_committed_before_the_kill_is_not_carried_out_again(
    database_url: str, tmp_path: Path, amys_desk: tuple[SignedIn, DeviceId]
) -> None:
    sent = envelope(1, AddCustomer(customer_id=fresh_id(), name="Olivia Smith"))
    with _process(tmp_path, database_url, "dies") as url:
        seat = Seat(url, *amys_desk)
        with pytest.raises(requests.ConnectionError):
            seat.push(sent)
    with _process(tmp_path, database_url, "lives") as url:
        reply = dataclasses.replace(seat, url=url).push(sent)
    assert [receipt.result for receipt in reply.receipts] == [Result.OK]
    database = Database(database_url)
    with database.reading() as connection:
        customers = SqlView(connection).where(CustomerRow)
    database.close()
    assert [customer.name for customer in customers] == ["Olivia Smith"]


@pytest.mark.slow
def test_rows_that_survive_a_kill_at_their_commit_have_their_history(
    database_url: str, tmp_path: Path, amys_desk: tuple[SignedIn, DeviceId]
) -> None:
    """AUD-02: a line is written in the transaction of its row, not after it."""
    customer_id = fresh_id()
    sent = envelope(1, AddCustomer(customer_id=customer_id, name="Olivia Smith"))
    with (
        _process(tmp_path, database_url, "dies_committing") as url,
        pytest.raises(requests.ConnectionError),
    ):
        Seat(url, *amys_desk).push(sent)
    database = Database(database_url)
    with database.reading() as connection:
        view = SqlView(connection)
        assert view.get(CustomerRow, customer_id) is not None
        told = connection.execute(
            select(audit.c.entity).where(
                audit.c.row_id == customer_id, audit.c.command_id == sent.id
            )
        ).scalars()
        assert sorted(told) == ["customer", "thread"]
    assert verify(database).wrong is None
    database.close()
