"""Lines of pay on a booking: typed, summed, refused with the difference, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton

from desktop.links import Link, LinkKind
from desktop.qt.grid import Grid
from desktop.qt.labels import Label
from desktop.records.parts import MenuButton
from desktop.records.pay_lines_model import TypedPay, summed
from desktop.shell.office import Office
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, PlaceHold
from sync_server.contract.pay import NewPayLine, SetPayLines
from sync_server.rules.pay import earned, pay_lines
from tests.desktop.records import office_of_records as office
from tests.support.windows import click, find, type_text

LIAM, PRIYA = office.LIAM, office.PRIYA


def choose(window, key: str) -> None:
    menu = find(window, MenuButton, "record_more")
    next(each for each in menu.menu_of.actions() if each.data() == key).trigger()


def open_editor(window, place: Office) -> None:
    place.open(Link(LinkKind.BOOKING, office.JOB))
    choose(window, "pay_lines")


def fill(window, at: int, who: RowId, amount: str, line: str = "") -> None:
    choice = find(window, QComboBox, f"pay_who_{at}")
    choice.setCurrentIndex(choice.findData(who))
    what = find(window, QComboBox, f"pay_what_{at}")
    what.setCurrentIndex(what.findData(line))
    field = find(window, QLineEdit, f"pay_amount_{at}")
    field.clear()
    type_text(field, amount)


def save(window) -> None:
    click(find(window, QPushButton, "pay_save"))


def problem(window) -> str:
    label = find(window, Label, "pay_problem")
    return label.text() if label.isVisible() else ""


def test_pay_is_written_line_by_line_and_taken_back(window, place, store) -> None:
    """PAY-12."""
    open_editor(window, place)
    fill(window, 0, LIAM, "65", "bok1-0")
    assert problem(window) == "The lines come to $120.00 less than the booking's pay."
    click(find(window, QPushButton, "pay_add"))
    fill(window, 1, PRIYA, "120.00", "bok1-1")
    assert problem(window) == ""
    assert find(window, Label, "pay_sum").text() == "$185.00 of $185.00"
    save(window)
    assert earned(store.view, office.JOB) == {LIAM: 6_500, PRIYA: 12_000}
    assert [line.line_id for line in pay_lines(store.view, office.JOB)] == ["bok1-0", "bok1-1"]
    click(find(window.toast, QPushButton, "banner_action"))
    assert earned(store.view, office.JOB) == {LIAM: 9_250, PRIYA: 9_250}


def test_the_difference_is_named_and_nothing_saved_until_it_is_gone(window, place, store) -> None:
    open_editor(window, place)
    fill(window, 0, LIAM, "200.50")
    assert problem(window) == "The lines come to $15.50 more than the booking's pay."
    assert not find(window, QPushButton, "pay_save").isEnabled()
    fill(window, 0, LIAM, "2oo")
    assert problem(window).startswith("Line 1: ")
    assert not pay_lines(store.view, office.JOB)


def test_without_lines_everybody_earns_the_same_again(window, place, store) -> None:
    line = NewPayLine(RowId("l"), LIAM, 18_500)
    store.do(SetPayLines(booking_id=office.JOB, seen=(), lines=(line,)))
    open_editor(window, place)
    assert find(window, QLineEdit, "pay_amount_0").text() == "185"
    click(find(window, QPushButton, "pay_remove_0"))
    button = find(window, QPushButton, "pay_save")
    assert button.text() == "Share equally"
    save(window)
    assert earned(store.view, office.JOB) == {LIAM: 9_250, PRIYA: 9_250}


def test_lines_somebody_else_changed_meanwhile_are_not_overwritten(window, place, store) -> None:
    open_editor(window, place)
    fill(window, 0, LIAM, "185")
    theirs = NewPayLine(RowId("theirs"), PRIYA, 18_500)
    store.do(SetPayLines(booking_id=office.JOB, seen=(), lines=(theirs,)))
    save(window)
    assert "Someone else changed these lines" in problem(window)
    assert earned(store.view, office.JOB) == {PRIYA: 18_500}


def test_pay_that_is_withheld_keeps_its_lines(window, place, store) -> None:
    place_hold = PlaceHold(
        hold_id=RowId("h"), booking_id=office.JOB, worker_id=LIAM, reason="Dispute"
    )
    store.do(place_hold)
    open_editor(window, place)
    assert "withheld or paid out" in window.toast.text()


def test_a_line_is_withheld_and_only_it_is_flagged(window, place, store) -> None:
    """PAY-12, PAY-02: the hold is the sum of the flagged lines."""
    lines = (
        NewPayLine(RowId("a"), LIAM, 6_500, "Window", RowId("bok1-0")),
        NewPayLine(RowId("b"), LIAM, 12_000, "Glass", RowId("bok1-1")),
    )
    store.do(SetPayLines(booking_id=office.JOB, seen=(), lines=lines))
    place.open(Link(LinkKind.BOOKING, office.JOB))
    choose(window, "withhold_pay")

    find(window, QCheckBox, f"ask_pay:{LIAM}:a").setChecked(True)
    type_text(find(window, QLineEdit, "ask_reason"), "Scratched")
    click(find(window, QPushButton, "ask_save"))
    (made,) = store.view.where(HoldRow, booking_id=office.JOB)
    assert (made.pay_line_ids, made.amount_cents) == (("a",), 6_500)

    model = find(window, Grid, "record_lines").model_of_rows()
    flags = [bool(model.cell(at, 0).badges) for at in range(model.rowCount())]
    assert flags == [True, False, False]


@pytest.mark.parametrize(
    ("amounts", "words"),
    [((), ""), (("50", "50"), ""), (("50",), "$50.00 less"), (("50", "60"), "$10.00 more")],
)
def test_a_sum_says_how_far_off_it_is(amounts: tuple[str, ...], words: str) -> None:
    typed = [TypedPay(str(at), LIAM, "", each) for at, each in enumerate(amounts)]
    assert words in summed(typed, 10_000).problem
    assert bool(summed(typed, 10_000).problem) is bool(words)
