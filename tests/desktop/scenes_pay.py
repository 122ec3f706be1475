"""Fieldworkers' pay on records: a booking and an invoice with holds, the questions, the summary."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.records.acting import Acting
from desktop.records.forms import Forms
from desktop.records.page import RecordsPage
from desktop.records.pay_asks import About
from desktop.records.pay_lines_dialog import PayLinesDialog
from desktop.records.pay_lines_model import PayLinesOffer, TypedPay
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import HoldReasonRow, HoldRow, hold_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.pay import PayLineRow, PayoutRow
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.values import (
    AgentState,
    BookingStatus,
    HoldState,
    IssueStatus,
    RecordKind,
)
from tests.desktop.records import office_of_records as office
from tests.support.windows import wait_until

K = RecordKind
TITLES = ("Gutter clean", "Deck sanding", "Solar panel wash", "Skylight seal", "Tile repair")


def rows() -> list[Row]:
    """Liam's lines of the job are withheld for a complaint, Priya's pay went out."""
    since = office.NOW - timedelta(days=3)
    names = [("Reworked", True), ("Customer is content", True), ("Damage", False), ("Late", False)]
    made: list[Row] = [
        HoldReasonRow(id=RowId(f"r{at}"), name=name, for_release=frees, position=at)
        for at, (name, frees) in enumerate(names)
    ]
    made += [
        PayLineRow(id=RowId("l1"), booking_id=office.JOB, worker_id=office.LIAM,
                   line_id=RowId("bok1-0"), text="Window repair", amount_cents=6_500),
        PayLineRow(id=RowId("l2"), booking_id=office.JOB, worker_id=office.LIAM,
                   line_id=RowId("bok1-2"), text="Call-out", amount_cents=2_750, position=1),
        PayLineRow(id=RowId("p1"), booking_id=office.JOB, worker_id=office.PRIYA,
                   line_id=RowId("bok1-1"), text="Glass", amount_cents=9_250, position=2),
        HoldRow(id=hold_id(office.ISSUE, office.LIAM), booking_id=office.JOB,
                worker_id=office.LIAM, issue_id=office.ISSUE, reason="Damage",
                pay_line_ids=(RowId("l1"),), amount_cents=6_500, held_at=since,
                held_by_name="Amy Grant"),
        HoldRow(id=RowId("h2"), booking_id=office.JOB, worker_id=office.LIAM, reason="Late",
                pay_line_ids=(RowId("l2"),), amount_cents=2_750, held_at=since,
                held_by_name="Fiona Walsh", state=HoldState.READY_TO_RELEASE,
                first_by=RowId("fiona"), first_by_name="Fiona Walsh", first_at=since),
        PayoutRow(id=RowId("o1"), pay_run_id=RowId("run"), booking_id=office.JOB,
                  worker_id=office.PRIYA, amount_cents=9_250, paid_at=since),
        IssueRow(id=RowId("cmp9"), customer_id=office.OLIVIA, record_kind=K.BOOKING,
                 record_id=RowId("j1"), number=9, issue_type="Late", status=IssueStatus.CLOSED),
    ]  # fmt: skip
    for at in range(14):
        job = RowId(f"j{at}")
        made += [
            BookingRow(id=job, customer_id=office.OLIVIA if at % 3 else office.SON,
                       number=40 + at, title=TITLES[at % 5], status=BookingStatus.COMPLETED,
                       starts_at=office.NOW - timedelta(days=7 + at), worker_ids=(office.LIAM,)),
            BookingMoneyRow(id=job, pay_cents=11_000 + 1_350 * at),
        ]  # fmt: skip
        if at > 5:
            made.append(PayoutRow(id=RowId(f"out{at}"), booking_id=job, worker_id=office.LIAM,
                                  amount_cents=11_000 + 1_350 * at))  # fmt: skip
    made.append(
        HoldRow(id=hold_id(RowId("cmp9"), office.LIAM), booking_id=RowId("j1"),
                worker_id=office.LIAM, issue_id=RowId("cmp9"), reason="Late", held_at=since,
                amount_cents=12_350, state=HoldState.READY_TO_RELEASE)
    )  # fmt: skip
    return made


@lru_cache(maxsize=1)
def store() -> Store:
    folder = Path(tempfile.mkdtemp())
    profile = office.desk(folder, rows())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(profile.close)
    return Store(profile, office.clock)


def window(show: Callable[[RecordsPage], object]) -> MainWindow:
    main = MainWindow()

    def made() -> QWidget:
        forms = Forms(store(), office.clock, main)
        page = RecordsPage(store(), office.clock, forms, Acting(store(), office.clock, main))
        page.record.answer("report", "email", "calendar")
        show(page)
        return page

    for entry in PAGES:
        main.add_page(entry, made)
    main.rail.show_user(UserShown("Amy Grant", AgentState.AVAILABLE, "ext 101"))
    main.resize(1440, 900)
    main.show_page("records")
    return main


def of_record(kind: RecordKind, record_id: RowId) -> MainWindow:
    return window(lambda page: page.open_record(kind, record_id))


def summary() -> MainWindow:
    def shown(page: RecordsPage) -> None:
        page.open_summary(office.LIAM)
        wait_until(lambda: not page.summary.is_reading(), "the jobs are read")
        page.end()

    return window(shown)


_HOSTS: list[QWidget] = []


def acting() -> Acting:
    host = QWidget()
    _HOSTS.append(host)
    return Acting(store(), office.clock, host)


def withholding() -> QWidget:
    made = acting()
    made.pay.ask_to_withhold(About(RowId("j2")))
    return made.dialog


def releasing() -> QWidget:
    made = acting()
    made.pay.ask_to_release(office.JOB)
    return made.dialog


def lines() -> QWidget:
    made = PayLinesDialog(lambda: "new")
    typed = (
        TypedPay("1", office.LIAM, "bok1-0", "65.00"),
        TypedPay("2", office.LIAM, "bok1-2", "27.50"),
        TypedPay("3", office.PRIYA, "bok1-1", "90.00"),
    )
    names = {office.LIAM: "Liam Kowalski", office.PRIYA: "Priya Singh"}
    texts = {line.id: line.text for line in office.lines(office.JOB, K.BOOKING)}
    made.offer(PayLinesOffer("BOK-00018 Hallway window repair", 18_500, names, texts, typed))
    return made


PAY_SCENES: Mapping[str, Callable[[], QWidget]] = {
    "pay_booking": lambda: of_record(K.BOOKING, office.JOB),
    "pay_invoice": lambda: of_record(K.INVOICE, office.BILL),
    "pay_summary": summary,
    "pay_withhold": withholding,
    "pay_release": releasing,
    "pay_lines": lines,
}
