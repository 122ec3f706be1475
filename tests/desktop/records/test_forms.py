"""Forms of records: typing, checking, drafts, clashes, saving, taking back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QPushButton, QWidget

from desktop.links import Link, LinkKind, NewRecordWish
from desktop.qt.labels import Label
from desktop.records.form_dialog import FormDialog
from desktop.records.form_model import FormField, Typed, rebased
from desktop.records.lines_model import TypedLine, check, pasted
from desktop.records.parts import MenuButton
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.money import NewLine, SetLines
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    EditRecord,
    InquiryRow,
    QuoteRow,
)
from sync_server.contract.values import RecordKind
from sync_server.rules.money import lines_of
from tests.desktop.records import office_of_records as office
from tests.support.windows import click, find, press, settle, type_text, wait_until

K = RecordKind


@pytest.fixture
def form(window: MainWindow, place: Office) -> FormDialog:
    """A new quote for Olivia, opened as from her page."""
    place.records.open_new(NewRecordWish(K.QUOTE, office.OLIVIA))
    return place.records.shared().forms.dialog


def fill(form: QWidget, name: str, text: str) -> None:
    field = find(form, QLineEdit, name)
    field.clear()
    type_text(field, text)


def said(form: QWidget, name: str) -> str:
    label = find(form, Label, name)
    return "" if label.isHidden() else label.text()


def save(form: FormDialog) -> None:
    click(find(form, QPushButton, "form_save"))


def edit(window: MainWindow, place: Office, kind: LinkKind, record: RowId) -> FormDialog:
    place.open(Link(kind, record))
    menu = find(window, MenuButton, "record_more").menu_of
    next(each for each in menu.actions() if each.text() == "Edit").trigger()
    return place.records.shared().forms.dialog


def quotes(store: Store, title: str) -> list[QuoteRow]:
    return [row for row in store.view.where(QuoteRow, customer_id=office.OLIVIA)
            if row.title == title]  # fmt: skip


# -- a new record


def test_a_new_quote_is_prefilled_with_the_customer_and_opens_when_made(
    window, place, store, form
) -> None:
    """TML-17: New Quote prefilled with the customer."""
    assert find(form, QLineEdit, "form_customer").text() == "Olivia Smith"
    fill(form, "form_title", "Deck oiling")
    fill(form, "form_day", "+14")
    fill(form, "line_text_0", "Oil, two coats")
    fill(form, "line_quantity_0", "2,5")
    fill(form, "line_unit_0", "1.200,00")
    fill(form, "line_discount_0", "10 %")
    fill(form, "line_tax_0", "10")
    save(form)
    (made,) = quotes(store, "Deck oiling")
    assert (made.total_cents, made.tax_cents) == (297_000, 27_000)
    assert made.expires_at is not None
    assert not form.isVisible()
    assert find(window, Label, "record_title").text() == "Deck oiling"


def test_a_record_made_by_mistake_is_taken_back_from_the_notice(window, store, form) -> None:
    fill(form, "form_title", "Wrong")
    save(form)
    assert quotes(store, "Wrong")
    click(find(window.toast, QPushButton, "banner_action"))
    assert not quotes(store, "Wrong")


@pytest.mark.parametrize("kind", [K.INQUIRY, K.QUOTE, K.BOOKING, K.INVOICE])
def test_every_kind_is_made_from_the_list_with_a_customer_found_by_name(
    window, place, store, kind
) -> None:
    click(find(window, QPushButton, "nav_records"))
    click(find(window, QPushButton, f"records_{kind}"))
    click(find(window, QPushButton, f"new_{kind}"))
    form = place.records.shared().forms.dialog
    field = find(form, QLineEdit, "form_customer")
    type_text(field, "henry")
    assert find(form, QListWidget, "form_customer_results").count() == 1
    press(field, Qt.Key.Key_Return)
    fill(form, "form_title", f"A new {kind}")
    save(form)
    assert find(window, Label, "record_title").text() == f"A new {kind}"
    assert find(window, QPushButton, "record_customer").accessibleName() == "Henry Smith"


def test_a_form_without_customer_or_title_says_so_at_the_field(place, store) -> None:
    place.records.open_new(NewRecordWish(K.INQUIRY))
    form = place.records.shared().forms.dialog
    assert said(form, "form_problem_title") == ""
    save(form)
    assert said(form, "form_problem_customer") == "Choose the customer this is for."
    assert said(form, "form_problem_title") == "Say in a few words what it is about."
    assert form.isVisible()
    assert len(store.view.where(InquiryRow)) == 2


def test_what_cannot_be_read_is_said_while_typing(form) -> None:
    type_text(find(form, QLineEdit, "form_day"), "soon")
    assert said(form, "form_problem_day").startswith("“soon” is not a day.")
    fill(form, "form_day", "25 nov")
    assert said(form, "form_problem_day") == ""


def test_a_booking_is_made_with_time_site_pay_and_fieldworkers(place, store) -> None:
    place.records.open_new(NewRecordWish(K.BOOKING, office.OLIVIA))
    form = place.records.shared().forms.dialog
    site = find(form, QComboBox, "form_site")
    offered = [site.itemText(at) for at in range(site.count())]
    assert offered == ["9 Beach Rd, Manly NSW", "14 Ferry Rd, Glebe NSW"]
    site.setCurrentIndex(1)
    fill(form, "form_title", "Gutters")
    fill(form, "form_day", "30/11/2026")
    fill(form, "form_begins", "9")
    fill(form, "form_ends", "8")
    assert said(form, "form_problem_ends") == "A job ends after it begins."
    fill(form, "form_ends", "1130")
    fill(form, "form_pay", "120")
    click(find(form, QCheckBox, "form_worker_priya"))
    save(form)
    (made,) = [row for row in store.view.where(BookingRow) if row.title == "Gutters"]
    money = store.view.get(BookingMoneyRow, made.id)
    assert (made.site, made.worker_ids) == ("14 Ferry Rd, Glebe NSW", (office.PRIYA,))
    assert (made.starts_at.minute, made.ends_at.minute) == (0, 30)
    assert money.pay_cents == 12_000


# -- lines


def test_enter_adds_a_line_that_keeps_the_tax_and_backspace_takes_it_away(form) -> None:
    fill(form, "line_text_0", "One")
    fill(form, "line_tax_0", "10")
    press(find(form, QLineEdit, "line_text_0"), Qt.Key.Key_Return)
    second = find(form, QLineEdit, "line_text_1")
    assert second.hasFocus()
    assert find(form, QLineEdit, "line_tax_1").text() == "10"
    press(second, Qt.Key.Key_Return)  # a blank line makes no other
    assert not form.findChildren(QLineEdit, "line_text_2")
    press(second, Qt.Key.Key_Backspace)
    assert not form.findChildren(QLineEdit, "line_text_1")
    assert find(form, QLineEdit, "line_text_0").hasFocus()


def test_tab_moves_from_field_to_field_and_on_to_the_next_line(form) -> None:
    fill(form, "line_text_0", "One")
    press(find(form, QLineEdit, "line_text_0"), Qt.Key.Key_Return)
    find(form, QLineEdit, "line_text_0").setFocus()
    order = []
    for _ in range(7):
        order.append(form.focusWidget().objectName())
        press(form.focusWidget(), Qt.Key.Key_Tab)
    assert order == ["line_text_0", "line_quantity_0", "line_unit_0", "line_discount_0",
                     "line_tax_0", "line_remove_0", "line_text_1"]  # fmt: skip


def test_rows_of_a_spreadsheet_fill_lines(form) -> None:
    table = "Item\tQty\tPrice\nOil\t2\t1,200.00\nLabour\t3,5\t95\n"
    QGuiApplication.clipboard().setText(table)
    cell = find(form, QLineEdit, "line_text_0")
    press(cell, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    texts = [find(form, QLineEdit, f"line_text_{at}").text() for at in range(2)]
    assert texts == ["Oil", "Labour"]
    assert find(form, Label, "lines_total").text() == "Total $2,732.50"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", ()),
        ("just words", ()),
        ("Oil\t95", (("Oil", "", "95", "", ""),)),
        ("Oil\t2\t95\t5\t10\textra", (("Oil", "2", "95", "5", "10"),)),
        ("Oil\nLabour", (("Oil", "", "", "", ""), ("Labour", "", "", "", ""))),
        ("What\tPrice\nOil\t95", (("Oil", "", "95", "", ""),)),
    ],
)
def test_what_is_pasted_is_read_as_a_table_or_as_words(text, cells) -> None:
    assert pasted(text) == cells


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        (TypedLine("a", "", "", "5"), "text"),
        (TypedLine("a", "x", "0", "5"), "quantity"),
        (TypedLine("a", "x", "", "5o"), "unit"),
        (TypedLine("a", "x", "2", "5", "11"), "discount"),
        (TypedLine("a", "x", "", "5", "101 %"), "discount"),
        (TypedLine("a", "x", "", "5", "", "101"), "tax"),
        (TypedLine("a", "x", "1000000", "10000000000"), "unit"),
        (TypedLine("a", "x" * 501, "", "5"), "text"),
    ],
)
def test_a_line_that_makes_no_sense_says_where(typed, where) -> None:
    checked = check(typed)
    assert checked.line is None
    assert where in checked.problems


def test_a_form_with_a_line_that_cannot_be_read_is_not_saved(store, form) -> None:
    fill(form, "form_title", "Deck")
    fill(form, "line_text_0", "Oil")
    fill(form, "line_unit_0", "95o")
    assert "is not an amount" in said(form, "line_problem_0")
    save(form)
    assert form.isVisible()
    assert find(form, QLineEdit, "line_unit_0").hasFocus()
    assert not quotes(store, "Deck")
    fill(form, "line_unit_0", "95")
    save(form)
    assert quotes(store, "Deck")[0].total_cents == 9_500


def test_two_hundred_pasted_lines_count_at_once_and_are_all_there_to_be_edited(form) -> None:
    QGuiApplication.clipboard().setText("\n".join(f"Line {at}\t1\t10" for at in range(200)))
    cell = find(form, QLineEdit, "line_text_0")
    press(cell, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert find(form, Label, "lines_total").text() == "Total $2,000.00"
    assert len(form.lines.typed()) == 200
    wait_until(lambda: form.findChildren(QLineEdit, "line_text_199"), "the last line is there")
    assert len(form.lines.typed()) == 200


# -- drafts


def test_what_was_typed_comes_back_after_the_form_was_left(place, form) -> None:
    fill(form, "form_title", "Half a quote")
    fill(form, "line_text_0", "Oil")
    press(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    place.records.open_new(NewRecordWish(K.QUOTE, office.OLIVIA))
    assert find(form, QLineEdit, "form_title").text() == "Half a quote"
    assert find(form, QLineEdit, "line_text_0").text() == "Oil"
    click(find(form, QPushButton, "form_restart"))
    assert find(form, QLineEdit, "form_title").text() == ""
    assert not find(form, QPushButton, "form_restart").isVisible()


def test_a_draft_is_on_disk_while_it_is_typed(place, store, form) -> None:
    """It survives a crash: nothing has to be closed for it."""
    type_text(find(form, QLineEdit, "form_title"), "Typed before the crash")
    key = f"form:new:quote:{office.OLIVIA}"
    wait_until(lambda: "Typed before" in store.draft(key), "the draft is kept")


def test_a_draft_goes_when_it_was_saved(place, store, form) -> None:
    fill(form, "form_title", "Whole quote")
    wait_until(lambda: store.draft(f"form:new:quote:{office.OLIVIA}"), "the draft is kept")
    save(form)
    settle(200)
    assert store.draft(f"form:new:quote:{office.OLIVIA}") == ""


# -- editing


def test_an_edit_changes_only_what_was_touched_and_is_taken_back(window, place, store) -> None:
    form = edit(window, place, LinkKind.BOOKING, office.JOB)
    before = store.view.get(BookingRow, office.JOB)
    old_lines = lines_of(store.view, office.JOB)
    fill(form, "form_title", "Window repair, second visit")
    fill(form, "form_ends", "13:00")
    fill(form, "line_unit_0", "200")
    save(form)
    after = store.view.get(BookingRow, office.JOB)
    assert after.title == "Window repair, second visit"
    assert after.ends_at.hour == 13
    assert after.starts_at == before.starts_at
    assert store.view.get(BookingMoneyRow, office.JOB).total_cents == office.TOTAL + 1_650
    click(find(window.toast, QPushButton, "banner_action"))
    back = store.view.get(BookingRow, office.JOB)
    assert (back.title, back.ends_at) == (before.title, before.ends_at)
    assert [(line.text, line.net_cents) for line in lines_of(store.view, office.JOB)] == [
        (line.text, line.net_cents) for line in old_lines
    ]


def test_a_form_saved_as_it_was_asks_for_nothing(window, place, store) -> None:
    waiting = store.waiting()
    save(edit(window, place, LinkKind.QUOTE, office.QUOTE))
    assert store.waiting() == waiting


def test_paid_lines_are_not_edited_and_the_form_says_why(window, place) -> None:
    form = edit(window, place, LinkKind.INVOICE, office.BILL)
    assert not form.lines.isVisible()
    assert any("credit note instead" in each.text() for each in form.findChildren(Label)
               if each.isVisible())  # fmt: skip


# -- two people


def theirs(store: Store, field: str, old: str, new: str) -> None:
    """A colleague's edit arrives."""
    edits = (FieldEdit(field, old, new),)
    store.do(EditRecord(record_kind=K.QUOTE, record_id=office.QUOTE, edits=edits))


@pytest.mark.parametrize(("button", "kept"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_who_clashes_with_a_colleague_says_whose_it_is_to_be(
    window, place, store, button, kept
) -> None:
    form = edit(window, place, LinkKind.QUOTE, office.QUOTE)
    fill(form, "form_title", "Mine")
    theirs(store, "title", "Rear deck balustrade", "Theirs")
    shown = [each.text() for each in form.findChildren(Label) if each.isVisible()]
    assert "It is “Theirs” by now." in shown
    save(form)
    assert form.isVisible()
    click(find(form, QPushButton, f"clash_{button}_title"))
    save(form)
    assert not form.isVisible()
    assert store.view.get(QuoteRow, office.QUOTE).title == kept


def test_what_a_colleague_changed_and_i_did_not_follows_in_the_form(window, place, store) -> None:
    form = edit(window, place, LinkKind.QUOTE, office.QUOTE)
    fill(form, "form_day", "1 dec 2026")
    theirs(store, "title", "Rear deck balustrade", "Theirs")
    assert find(form, QLineEdit, "form_title").text() == "Theirs"
    save(form)
    row = store.view.get(QuoteRow, office.QUOTE)
    assert (row.title, row.expires_at.day) == ("Theirs", 1)


def test_lines_two_people_changed_are_not_overwritten_unseen(window, place, store) -> None:
    form = edit(window, place, LinkKind.QUOTE, office.QUOTE)
    fill(form, "line_unit_0", "1")
    seen = tuple(line.id for line in lines_of(store.view, office.QUOTE))
    new = (NewLine(id=RowId("other"), text="Everything", unit_cents=9_900),)
    store.do(SetLines(record_kind=K.QUOTE, record_id=office.QUOTE, seen=seen, lines=new))
    click(find(form, QPushButton, "clash_theirs_lines"))
    assert find(form, QLineEdit, "line_text_0").text() == "Everything"
    save(form)
    assert store.view.get(QuoteRow, office.QUOTE).total_cents == 9_900


def test_rebasing_keeps_mine_takes_theirs_and_names_both() -> None:
    seen = Typed(title="a", description="a", day="a")
    mine = Typed(title="b", description="a", day="c")
    now = Typed(title="a", description="b", day="d")
    merged, clashes = rebased(seen, mine, now)
    assert merged == Typed(title="b", description="b", day="c")
    assert [(clash.field, clash.theirs) for clash in clashes] == [(FormField.DAY, "d")]


def test_a_record_taken_away_meanwhile_keeps_what_was_typed(
    window, place, store, tmp_path: Path
) -> None:
    form = edit(window, place, LinkKind.QUOTE, office.QUOTE)
    fill(form, "form_title", "Mine")
    menu = find(window, MenuButton, "record_more").menu_of
    next(each for each in menu.actions() if each.text() == "Discard").trigger()
    save(form)
    assert "does not exist any more" in said(form, "form_problem")
    assert find(form, QLineEdit, "form_title").text() == "Mine"
