"""A statement equals the rows it is made of, reads as people read, and is for some roles only."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from desktop.customers.statement import NOT_ALLOWED, Statements
from desktop.customers.statement_model import Period, span_of, statement_shown
from desktop.customers.statement_pdf import write_statement
from desktop.links import MessageWish
from desktop.qt.grid import Grid
from desktop.replica.ledger import Entry, EntryKind, Ledger, Whose, ledger
from desktop.replica.undo import put
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.customers import CustomerRow
from sync_server.contract.money import CreditNoteRow, PaymentRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, Role
from tests.desktop.customers.care_office import ANN, BOB, INVOICE, NOW, MakeStore, clock, rows
from tests.support.windows import click, find, wait_until

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def books(data: st.DataObject) -> list[Row]:
    """Invoices for two customers, paid by either, with payments and credit notes, some voided."""
    at = st.integers(0, 330).map(lambda days: START + days * DAY)
    cents = st.integers(1, 90_000)
    made: list[Row] = [CustomerRow(ANN, name="Ann"), CustomerRow(BOB, name="Bob")]
    for number in range(data.draw(st.integers(0, 5))):
        owner, payer = data.draw(st.sampled_from([(ANN, None), (ANN, BOB), (BOB, ANN)]))
        invoice = RowId(f"i{number}")
        paid = credited = 0
        for part in range(data.draw(st.integers(0, 3))):
            amount, when = data.draw(cents), data.draw(at)
            voided = when + DAY if data.draw(st.booleans()) else None
            row_id = RowId(f"{invoice}-{part}")
            if data.draw(st.booleans()):
                made.append(
                    PaymentRow(
                        row_id, 0, invoice, owner, amount, received_at=when, voided_at=voided
                    )
                )
                paid += 0 if voided else amount
            else:
                made.append(
                    CreditNoteRow(
                        row_id, 0, invoice, owner, 7, amount, issued_at=when, voided_at=voided
                    )
                )
                credited += 0 if voided else amount
        made.append(
            InvoiceRow(
                invoice,
                customer_id=owner,
                payer_id=payer,
                number=number,
                total_cents=data.draw(cents),
                paid_cents=paid,
                credited_cents=credited,
                created_at=data.draw(at),
            )
        )
    return made


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data(), whose=st.sampled_from(Whose))
def test_a_statement_equals_the_sums_of_the_rows(
    make_store: MakeStore, data: st.DataObject, whose: Whose
) -> None:
    """TML-28: opening + lines = closing = what is due, wherever the time is cut."""
    made = books(data)
    db = make_store(made).reader()
    mine = [
        row
        for row in made
        if isinstance(row, InvoiceRow)
        and (row.customer_id if whose is Whose.OF else row.payer_id or row.customer_id) == ANN
    ]
    whole = ledger(db, ANN, NOW, whose=whose)
    assert whole.opening_cents == 0
    assert whole.closing_cents == sum(row.due_cents for row in mine)
    assert [entry.at for entry in whole.entries] == sorted(entry.at for entry in whole.entries)
    cut = START + data.draw(st.integers(0, 340)) * DAY
    first = ledger(db, ANN, NOW, until=cut, whose=whose)
    second = ledger(db, ANN, NOW, since=cut, whose=whose)
    assert first.closing_cents == second.opening_cents
    assert second.closing_cents == whole.closing_cents
    assert (*first.entries, *second.entries) == whole.entries


@pytest.mark.parametrize("period", list(Period))
def test_a_period_is_whole_and_next_to_its_neighbours(period: Period) -> None:
    span = span_of(period, NOW)
    if span.since is None or span.until is None:
        assert period is Period.EVERYTHING
        return
    assert span.since < span.until
    assert span.since.astimezone().day == span.until.astimezone().day == 1
    if period is Period.LAST_MONTH:
        assert span.until == span_of(Period.THIS_MONTH, NOW).since
    if period is Period.LAST_YEAR:
        assert span.until == span_of(Period.THIS_YEAR, NOW).since


def text_of(file: Path) -> str:
    found = subprocess.run(
        ["/usr/bin/pdftotext", "-layout", str(file), "-"], capture_output=True, check=True
    )
    return found.stdout.decode()


def long_ledger(lines: int) -> Ledger:
    entries = tuple(
        Entry(EntryKind.INVOICE, RowId(f"i{n}"), from_ms(n * 86_400_000), n, "Clean", 1_000)
        for n in range(1, lines + 1)
    )
    return Ledger(5_000, entries)


@pytest.mark.parametrize(
    "name", ["Ann-Marie O'Neil", "Ørsted & Söhne <b>GmbH</b>", "Иван Петров", "Δήμητρα"]
)
def test_the_pdf_holds_every_line_as_words_that_can_be_found(
    qapp, tmp_path: Path, name: str
) -> None:
    span = span_of(Period.EVERYTHING, NOW)
    file = tmp_path / "statement.pdf"
    write_statement(statement_shown(name, "12-14 Bay St\nGlebe", long_ledger(120), span, NOW), file)
    text = text_of(file)
    assert name in text
    assert "12-14 Bay St" in text
    for number in (1, 60, 120):
        assert f"Invoice INV-{number:05d}: Clean" in text
    assert "$50.00" in text
    assert "$1,250.00" in text
    assert text.count("\f") > 1


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(qapp, tmp_path: Path) -> None:
    shown = statement_shown("A", "", long_ledger(1), span_of(Period.EVERYTHING, NOW), NOW)
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        write_statement(shown, tmp_path / "no folder" / "x.pdf")
    assert list(tmp_path.iterdir()) == []


# -- the dialog


@pytest.fixture
def statements(store: Store, window: QWidget) -> Iterator[Statements]:
    made = Statements(store, clock, window)
    yield made
    made.end()


def test_the_figures_are_shown_saved_and_e_mailed(
    statements: Statements, window: QWidget, tmp_path: Path, store: Store
) -> None:
    said: list[str] = []
    wishes: list[MessageWish] = []
    statements.said.connect(said.append)
    statements.message_requested.connect(wishes.append)
    statements.open(ANN)
    grid = find(window, Grid, "statement_lines")
    wait_until(lambda: grid.model_of_rows().rowCount() == 1, "the invoice")
    statements.save(tmp_path / "s.pdf")
    wait_until(lambda: said, "saved")
    assert "INV-00012" in text_of(tmp_path / "s.pdf")
    click(find(window, QPushButton, "statement_mail"))
    wait_until(lambda: wishes, "the composer is asked for")
    (wish,) = wishes
    assert (wish.channel, wish.customer_id) == (Channel.EMAIL, ANN)
    assert "The balance is $412.00." in wish.body
    assert wish.files[0].name == "Statement Ann Lee 2026-11-22.pdf"
    assert wish.files[0].exists()


def test_another_time_shows_another_account(statements: Statements, window: QWidget) -> None:
    statements.open(ANN)
    grid = find(window, Grid, "statement_lines")
    wait_until(lambda: grid.model_of_rows().rowCount() == 1, "the invoice")
    find(window, QComboBox, "statement_period").setCurrentText(Period.LAST_YEAR)
    wait_until(lambda: grid.model_of_rows().rowCount() == 0, "nothing last year")


def test_a_role_without_the_right_has_no_statement_even_while_it_is_open(
    make_store: MakeStore, window: QWidget, tmp_path: Path
) -> None:
    """TML-28: role-gated."""
    me = StaffRow(RowId("amy"), name="Amy", role=Role.AGENT)
    store = make_store([*rows(), me])
    statements = Statements(store, clock, window)
    refused: list[str] = []
    statements.refused.connect(refused.append)
    statements.open(ANN)
    wait_until(lambda: find(window, QWidget, "statement").isVisible(), "open")
    with store._profile.replica.writing() as db:
        put(db, [msgspec.structs.replace(me, role=Role.TECHNICIAN)])
    assert not statements.may()
    statements.save(tmp_path / "s.pdf")
    statements.open(ANN)
    assert refused == [NOT_ALLOWED]
    assert not (tmp_path / "s.pdf").exists()
    statements.end()


def test_the_sample_invoice_is_what_is_due(store: Store) -> None:
    row = store.view.get(InvoiceRow, INVOICE)
    assert row is not None
    assert ledger(store.reader(), ANN, NOW).closing_cents == row.due_cents
