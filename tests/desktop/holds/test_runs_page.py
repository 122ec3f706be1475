"""Pay runs as finance uses them: opened, filled with what can be paid, locked, read."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton

from desktop.holds.ask_dialog import AskDialog
from desktop.holds.page import RUNS, HoldsPage
from desktop.qt.hop import GuiThread
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.pay import PayoutRow, PayRunRow
from sync_server.contract.values import Role
from tests.desktop.holds import office_of_holds as office
from tests.desktop.holds.desk import idle
from tests.support.windows import click, find, press, type_text

RUN = RowId("run1")


@pytest.fixture
def runs(page: HoldsPage) -> HoldsPage:
    page.show_part(RUNS)
    idle(page)
    return page


def run_of(store: Store, run_id: RowId = RUN) -> PayRunRow:
    row = store.view.get(PayRunRow, run_id)
    assert row is not None
    return row


def asked(page: HoldsPage, button: str) -> AskDialog:
    click(find(page, QPushButton, button))
    idle(page)
    return page.runs().dialog()


def payments(page: HoldsPage) -> int:
    return page.runs().payments.view.grid.model_of_rows().rowCount()


def test_a_run_opens_under_a_name_that_is_suggested(runs: HoldsPage, store: Store) -> None:
    """PAY-14: pay goes out in runs."""
    dialog = asked(runs, "run_new")
    field = find(dialog, QLineEdit, "pay_field")
    assert field.text() == "November 2026"
    press(field, Qt.Key.Key_Return)
    idle(runs)
    assert {run.name for run in store.view.where(PayRunRow)} == {"October", "November 2026"}
    assert payments(runs) == 0, "the new one is shown, and it is empty"


def test_a_name_that_is_taken_is_said_and_can_be_changed(runs: HoldsPage, store: Store) -> None:
    dialog = asked(runs, "run_new")
    field = find(dialog, QLineEdit, "pay_field")
    field.clear()
    type_text(field, "october")
    press(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "already" in find(dialog, QLabel, "pay_problem").text()
    field.clear()
    type_text(field, "Second half")
    press(field, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert len(store.view.where(PayRunRow)) == 2


def test_what_can_be_paid_goes_in_and_what_is_held_is_named_and_stays_out(
    runs: HoldsPage, store: Store
) -> None:
    """PAY-10 in the run: held pay stays out, and is listed."""
    dialog = asked(runs, "run_put_in")
    assert find(dialog, QLabel, "pay_words").text() == (
        "3 amounts of completed bookings, $305.00 in all, 2 fieldworkers."
    )
    assert find(dialog, QLabel, "pay_warning").text() == (
        "Left out because it is held: 4 amounts, $1,300.01."
    )
    lines = find(dialog, QListWidget, "pay_lines")
    words = [lines.item(at).text() for at in range(lines.count())]
    assert words[0] == "Omar Haddad: 2 amounts, $215.00"
    assert "Held: BOK-20402, Liam Murphy, $300.00" in words
    click(find(dialog, QPushButton, "pay_yes"))
    idle(runs)
    assert run_of(store).total_cents == 9_000 + 30_500
    paid = {(p.booking_id, p.worker_id) for p in store.view.where(PayoutRow)}
    assert ("b3", "omar") in paid
    assert not paid & {("b1", "liam"), ("b2", "liam"), ("b5", "omar")}
    assert payments(runs) == 4
    assert "3 amounts put in, $305.00" in runs.runs().payments.view.notice.text()


def test_a_second_time_nothing_is_left_to_put_in(runs: HoldsPage) -> None:
    click(find(asked(runs, "run_put_in"), QPushButton, "pay_yes"))
    idle(runs)
    dialog = asked(runs, "run_put_in")
    assert find(dialog, QLabel, "pay_words").text().startswith("Nothing can be paid now")
    assert not find(dialog, QPushButton, "pay_yes").isVisible()


def test_locking_names_the_sum_and_then_the_run_is_only_read(runs: HoldsPage, store: Store) -> None:
    """PAY-14: a locked run does not change."""
    dialog = asked(runs, "run_lock")
    assert "October pays $90.00 with 1 amount" in find(dialog, QLabel, "pay_words").text()
    yes = find(dialog, QPushButton, "pay_yes")
    assert yes.accessibleName() == "Lock at $90.00"
    click(yes)
    idle(runs)
    assert run_of(store).locked_by_name == "Amy"
    assert not find(runs, QPushButton, "run_put_in").isEnabled()
    assert not find(runs, QPushButton, "run_lock").isEnabled()
    assert "Locked" in find(runs, QLabel, "run_words").text()


def test_a_csv_of_a_run_has_what_it_paid(runs: HoldsPage, tmp_path: Path) -> None:
    to = tmp_path / "october.csv"
    runs.runs().payments.desk.write(lambda exporting, pick: exporting.write(pick, to))
    idle(runs)
    with to.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["Booking"], line["Fieldworker"], line["Paid"]) == (
        "BOK-20404",
        "Priya Singh",
        "90.00",
    )


def test_who_may_not_pay_out_only_reads(tmp_path: Path, gui: GuiThread) -> None:
    profile = office.desk(tmp_path, office.office(Role.READ_ONLY))
    made = HoldsPage(Store(profile, office.clock, gui.run), office.clock)
    made.show()
    made.show_part(RUNS)
    idle(made)
    for button in ("run_new", "run_put_in", "run_lock"):
        assert not find(made, QPushButton, button).isVisible()
    made.end()
    profile.close()


def test_without_any_run_the_page_says_what_to_do(tmp_path: Path, gui: GuiThread) -> None:
    rows = [r for r in office.office() if not isinstance(r, PayRunRow | PayoutRow)]
    profile = office.desk(tmp_path, rows)
    made = HoldsPage(Store(profile, office.clock, gui.run), office.clock)
    made.show()
    made.show_part(RUNS)
    idle(made)
    assert find(made, QPushButton, "run_new").isVisible()
    assert not made.runs().payments.isVisible()
    made.end()
    profile.close()


def test_a_run_that_grew_meanwhile_is_not_locked_at_the_old_sum(
    runs: HoldsPage, store: Store, profile
) -> None:
    dialog = asked(runs, "run_lock")
    grown = msgspec.structs.replace(run_of(store), total_cents=9_500, version=1)
    with profile.replica.writing() as db:
        db.execute("UPDATE pay_run SET total_cents = ? WHERE id = ?", (grown.total_cents, RUN))
    click(find(dialog, QPushButton, "pay_yes"))
    assert "Look at the sum again" in find(dialog, QLabel, "pay_problem").text()
    assert run_of(store).locked_at is None
