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

from sync_server.contract.base import DeviceId
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.values import Role
from sync_server.contract.wire import Result, SignIn
from sync_server.store.accounts import Accounts, NewStaff
from sync_server.store.database import Database
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


@pytest.mark.slow
def test_a_command_committed_before_the_kill_is_not_carried_out_again(
    database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)
    accounts = Accounts(database, settings_for(tmp_path))
    accounts.add_staff(NewStaff("Amy", "amy@example.org", Role.AGENT, PASSWORD))
    device = DeviceId("desk")
    signed_in = accounts.sign_in(SignIn("amy@example.org", PASSWORD, device), "127.0.0.1")
    sent = envelope(1, AddCustomer(customer_id=fresh_id(), name="Olivia Smith"))
    with _process(tmp_path, database_url, "dies") as url:
        seat = Seat(url, signed_in, device)
        with pytest.raises(requests.ConnectionError):
            seat.push(sent)
    with _process(tmp_path, database_url, "lives") as url:
        reply = dataclasses.replace(seat, url=url).push(sent)
    assert [receipt.result for receipt in reply.receipts] == [Result.OK]
    with database.reading() as connection:
        customers = SqlView(connection).where(CustomerRow)
    database.close()
    assert [customer.name for customer in customers] == ["Olivia Smith"]
