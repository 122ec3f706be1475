"""History on its way to a desk: asked for, remembered, and said when it cannot come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.sync.client import Client, sign_in
from desktop.sync.histories import KEPT, Histories, HistoryAnswer, Unread
from desktop.sync.transport import Fault, SyncError
from sync_server.contract.base import DeviceId, RowId
from sync_server.contract.history import HistoryAsk, HistoryPage
from tests.support.office import PASSWORD, Office, running, settings_for
from tests.support.sip import wait_until


def ask(row_id: str = "c", **fields: object) -> HistoryAsk:
    return HistoryAsk(entity="customer", row_id=RowId(row_id), **fields)


class Server:
    """Answers with one empty page; can be away, or refuse."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.asked: list[HistoryAsk] = []

    def history(self, ask: HistoryAsk) -> HistoryPage:
        self.asked.append(ask)
        if self.fault is not None:
            raise SyncError(self.fault, "")
        return HistoryPage((), before=len(self.asked))


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def histories(server: Server) -> Iterator[Histories]:
    made = Histories(server)
    yield made
    made.stop()


def answered(histories: Histories, question: HistoryAsk) -> HistoryAnswer:
    told: list[HistoryAnswer] = []
    histories.ask(question, told.append)
    wait_until(lambda: bool(told), "an answer", 5)
    return told[0]


def test_questions_are_answered_in_order(histories: Histories, server: Server) -> None:
    told: list[HistoryAnswer] = []
    for number in range(5):
        histories.ask(ask(str(number)), told.append)
    wait_until(lambda: len(told) == 5, "five answers", 5)
    assert [answer.ask.row_id for answer in told] == list("01234")


def test_offline_the_page_seen_last_is_there(histories: Histories, server: Server) -> None:
    seen = answered(histories, ask()).page
    server.fault = Fault.UNREACHABLE
    again = answered(histories, ask())
    assert (again.page, again.unread) == (seen, Unread.OFFLINE)
    other = answered(histories, ask("other"))
    assert (other.page, other.unread) == (None, Unread.OFFLINE)


def test_what_is_refused_is_forgotten(histories: Histories, server: Server) -> None:
    answered(histories, ask())
    server.fault = Fault.PROTOCOL
    assert answered(histories, ask()) == HistoryAnswer(ask(), None, Unread.REFUSED)
    server.fault = Fault.BUSY
    assert answered(histories, ask()).page is None


def test_only_so_many_pages_are_remembered(histories: Histories, server: Server) -> None:
    for number in range(KEPT + 1):
        answered(histories, ask(str(number)))
    server.fault = Fault.UNREACHABLE
    assert answered(histories, ask("0")).page is None
    assert answered(histories, ask("1")).page is not None


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path / "server")) as opened:
        opened.hire_all()
        yield opened


def test_a_desk_reads_the_history_of_a_real_server(office: Office) -> None:
    """TML-10, AUD-02: by row, by customer, by field; a stranger's row is refused."""
    customer = office.add_customer("Olivia Smith", "+61412555018")
    signed = sign_in(office.url, "ben@example.org", PASSWORD, DeviceId("d" * 32), "desk")
    client = Client(office.url, signed.token)
    histories = Histories(client)
    (line,) = answered(histories, ask(customer)).page.lines
    assert (line.by_name, line.is_new, line.kind) == ("Amy", True, "customer.add")
    profile = HistoryAsk(customer_id=customer, entities=("customer", "contact_point"))
    assert [each.entity for each in answered(histories, profile).page.lines] == [
        "contact_point",
        "customer",
    ]
    narrow = HistoryAsk(customer_id=customer, fields=("value",), by=office.id("amy"), limit=1)
    assert [each.entity for each in answered(histories, narrow).page.lines] == ["contact_point"]
    for stranger in (ask("nobody"), HistoryAsk(entity="a/b", row_id=RowId("../me"))):
        assert answered(histories, stranger).unread is Unread.REFUSED
    histories.stop()
    client.close()
