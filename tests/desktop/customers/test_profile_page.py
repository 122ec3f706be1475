"""A customer's page over a real replica: everything is there, adds up, and leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QWidget

from desktop.calls.call_card import CallCard
from desktop.calls.card_facts import ringing_call
from desktop.customers.density_model import columns
from desktop.customers.profile_page import ProfilePage
from desktop.customers.profile_tabs import Tab
from desktop.customers.timeline_model import Entry, Group
from desktop.customers.timeline_view import TimelineList
from desktop.links import Link, LinkKind, ListWish, MessageWish
from desktop.replica.profile import Profile
from desktop.replica.profile_totals import Section, section_totals
from desktop.replica.timeline import EntryKind, MonthCount
from desktop.store import Store
from softphone.call import CallKey, CallState
from softphone.call import Direction as Way
from softphone.line import CallRef
from softphone.protocol import CallFacts
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.base import RowId
from sync_server.contract.billing import BillingCycleRow, CustomerBillingRow
from sync_server.contract.calls import CallRow
from sync_server.contract.care import CustomerFlag, SetCustomerFlag
from sync_server.contract.customers import (
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    EditCustomer,
    FieldEdit,
)
from sync_server.contract.messages import MessageRow
from sync_server.contract.records import InvoiceRow, MoveBooking
from sync_server.contract.values import (
    BookingStatus,
    Channel,
    MessageStatus,
    RecordKind,
    Role,
)
from tests.desktop.customers import a_customer
from tests.desktop.customers.a_customer import ANN, BOB, OLD
from tests.support.windows import click, find, press, settle, type_text, wait_until


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = a_customer.desk(tmp_path)
    while made.replica.index_slice():
        pass
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, a_customer.clock)


@pytest.fixture
def page(qtbot, store: Store) -> Iterator[ProfilePage]:
    made = ProfilePage(store, a_customer.clock)
    store.listen(made.refresh)
    qtbot.addWidget(made)
    made.resize(1220, 860)
    made.show()
    made.open_customer(ANN)
    settle()
    yield made
    made.end()


def listen(signal) -> list:
    heard: list = []
    signal.connect(heard.append)
    return heard


def kinds_shown(page: ProfilePage) -> set[EntryKind]:
    model = page._view.timeline.model()
    entries = [model.entry(at) for at in range(model.rowCount())]
    return {entry.kind for entry in entries if entry is not None}


def entry(page: ProfilePage, entry_id: str) -> Entry:
    model = page._view.timeline.model()
    found = model.entry(model.row_of(entry_id))
    assert found is not None
    return found


def test_everything_that_happened_is_in_one_timeline(page: ProfilePage) -> None:
    """TML-01, TML-19: records, issues, payments, credit notes, visits, holds, calls, messages."""
    assert kinds_shown(page) == set(EntryKind) - {EntryKind.VOICEMAIL}
    paid = entry(page, "pay1")
    assert (paid.title, paid.figure) == ("Payment received", "$240.00")
    assert "INV-00004" in paid.detail
    assert entry(page, "i1:liam").title == "Liam's pay withheld"
    assert entry(page, "m1").status.text == "Held"
    assert entry(page, "crn1").title == "CRN-00003"
    model = page._view.timeline.model()
    times = [e.at for at in range(model.rowCount()) if (e := model.entry(at)) is not None]
    assert times == sorted(times, reverse=True)


def test_an_internal_note_is_on_the_staffs_timeline_with_its_mark(page: ProfilePage) -> None:
    """TML-27."""
    note = entry(page, "x1")
    assert note.detail == a_customer.SECRET
    assert note.status.text == "Office only"
    assert entry(page, "x2").status is None


PLAIN = {
    Section.INVOICES: "SELECT status, count(*), sum(total_cents) FROM invoice "
    "WHERE customer_id = 'ann' GROUP BY status",
    Section.BOOKINGS: "SELECT b.status, count(*), sum(m.total_cents) FROM booking b "
    "LEFT JOIN booking_money m ON m.id = b.id WHERE b.customer_id = 'ann' GROUP BY b.status",
    Section.QUOTES: "SELECT status, count(*), sum(total_cents) FROM quote "
    "WHERE customer_id = 'ann' GROUP BY status",
    Section.ISSUES: "SELECT status, count(*), NULL FROM issue "
    "WHERE customer_id = 'ann' GROUP BY status",
    Section.INQUIRIES: "SELECT status, count(*), NULL FROM inquiry "
    "WHERE customer_id = 'ann' GROUP BY status",
    Section.CALLS: "SELECT outcome, count(*), NULL FROM call WHERE customer_id = 'ann' "
    "AND continues_id IS NULL GROUP BY outcome",
}


@pytest.mark.parametrize("section", PLAIN)
def test_counts_and_totals_are_what_sql_says(page: ProfilePage, profile: Profile, section) -> None:
    """TML-06, TML-22."""
    db = profile.replica.reader()
    ours: dict[str, tuple[int, int | None]] = {}
    for total in section_totals(db, ANN, (section,)):
        count, cents = ours.get(total.status, (0, None if total.cents is None else 0))
        more = None if cents is None or total.cents is None else cents + total.cents
        ours[total.status] = (count + total.count, more)
    plain = {status: (count, cents) for status, count, cents in db.execute(PLAIN[section])}
    assert ours == plain
    shown = {
        button.accessibleName()
        for button in page.findChildren(QAbstractButton)
        if button.objectName().startswith(f"legend_{section}") and button.isVisible()
    }
    assert len(shown) >= len(plain)


def test_a_change_is_counted_at_once(page: ProfilePage, store: Store) -> None:
    """TML-06: live; TML-26: cancelled has a segment of its own."""
    line = find(page, QAbstractButton, "legend_bookings_cancelled")
    assert line.accessibleName().startswith("Cancelled: 2")
    move = MoveBooking(RowId("bok4"), BookingStatus.IN_PROGRESS, BookingStatus.CANCELLED)
    store.do(move)
    line = find(page, QAbstractButton, "legend_bookings_cancelled")
    assert line.accessibleName().startswith("Cancelled: 3")


def test_the_open_invoices_total_is_one_click_from_the_profile(page: ProfilePage) -> None:
    """TML-16: the card's click opens the profile, a second the open invoices with their totals."""
    click(find(page, QAbstractButton, "legend_invoices_open"))
    settle()
    line = find(page, QAbstractButton, "record_inv3")
    assert line.accessibleName() == "INV-00003, Work 3, $100.03"
    asked = listen(page.link_requested)
    click(line)
    press(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    invoice = Link(LinkKind.INVOICE, RowId("inv3"))
    assert asked == [invoice, replace(invoice, aside=True)]


def test_show_all_asks_for_the_list_of_this_customer_and_status(page: ProfilePage) -> None:
    """TML-15, with a status of the office's own (A24)."""
    asked = listen(page.list_requested)
    click(find(page, QPushButton, "show_all_invoices_overdue"))
    click(find(page, QPushButton, "show_all_bookings_parts"))
    assert asked == [
        ListWish(RecordKind.INVOICE, ANN, "overdue"),
        ListWish(RecordKind.BOOKING, ANN, "in_progress", RowId("parts")),
    ]


def test_payments_are_shown_in_the_timeline(page: ProfilePage) -> None:
    page._view.sections._open_status("payments_payment")
    assert kinds_shown(page) == {EntryKind.PAYMENT, EntryKind.CREDIT_NOTE, EntryKind.HOLD}


def test_the_timeline_is_narrowed_by_words_and_numbers(page: ProfilePage) -> None:
    field = find(page, QLineEdit, "timeline_words")
    for typed, wanted in (("scratched", "i1"), ("INV-00004", "inv4"), ("100%", "")):
        field.clear()
        type_text(field, typed)
        model = page._view.timeline.model()
        wait_until(lambda m=model, w=wanted: (m.row_of(w) >= 0) if w else m.rowCount() == 0, typed)


def test_entries_lead_to_what_they_are_about(page: ProfilePage) -> None:
    """TML-21: also beside what is open."""
    asked = listen(page.link_requested)
    page._entry_chosen("pay1")
    page._entry_chosen("i1:liam")
    page._entry_chosen("app1")
    page._entry_chosen_aside("bok4")
    assert asked == [
        Link(LinkKind.INVOICE, RowId("inv4")),
        Link(LinkKind.ISSUE, RowId("i1")),
        Link(LinkKind.BOOKING, RowId("bok4")),
        Link(LinkKind.BOOKING, RowId("bok4"), aside=True),
    ]


def many_calls(count: int) -> list[CallRow]:
    return [
        CallRow(
            id=RowId(f"k{number:05d}"),
            customer_id=BOB,
            number="+4930991234567",
            started_at=a_customer.ago(hours=number * 7 + 1),
            ended_at=a_customer.ago(hours=number * 7),
        )
        for number in range(count)
    ]


def test_a_long_timeline_goes_on_in_both_directions_without_a_jump(qtbot, tmp_path: Path) -> None:
    profile = a_customer.desk(tmp_path, many_calls(1500))
    page = ProfilePage(Store(profile, a_customer.clock), a_customer.clock)
    qtbot.addWidget(page)
    page.resize(1220, 860)
    page.show()
    page.open_customer(BOB)
    settle()
    view, model = page._view.timeline, page._view.timeline.model()
    bar = view.list.verticalScrollBar()
    seen: list[str] = []
    for _ in range(400):
        top = model.row(view.list.indexAt(view.list.viewport().rect().topLeft()).row())
        before = (
            bar.value() - model.top_of(model.row_of(top.id)) if isinstance(top, Entry) else None
        )
        bar.setValue(bar.value() + 400)
        seen += [e.id for at in range(model.rowCount()) if (e := model.entry(at)) is not None]
        if before is not None and model.row_of(top.id) >= 0:
            moved = bar.value() - model.top_of(model.row_of(top.id)) - before
            assert moved <= 400
        if "k01499" in seen:
            break
    assert {f"k{n:05d}" for n in range(1500)} <= set(seen)
    assert model.rowCount() < 1500
    click(find(page, QPushButton, "timeline_newest"))
    assert model.row_of("k00000") >= 0
    settle()
    strip = view.months
    old = strip.columns()[0]
    strip.chosen.emit(old)
    top = model.row(view.list.indexAt(view.list.viewport().rect().topLeft()).row())
    assert isinstance(top, Entry)
    assert top.at < old.end
    for _ in range(400):
        bar.setValue(max(0, bar.value() - 400))
        if model.row_of("k00000") >= 0:
            break
    assert model.row_of("k00000") >= 0
    page.end()
    profile.close()


def test_months_are_gathered_into_as_many_columns_as_fit() -> None:
    counts = [MonthCount("2020-01", 3), MonthCount("2025-12", 4), MonthCount("2026-01", 5)]
    assert [each.count for each in columns(counts, 100)][-2:] == [4, 5]
    few = columns(counts, 12)
    assert len(few) <= 12
    assert sum(each.count for each in few) == 12
    assert columns((), 10) == ()
    assert len(columns([MonthCount("0001-01", 1), MonthCount("2026-01", 1)], 50)) <= 50


def test_a_merged_profile_shows_the_one_that_was_kept(page: ProfilePage) -> None:
    page.open_customer(OLD)
    assert find(page, QLabel, "customer_name").text() == "Ann Taylor"
    note = find(page, QWidget, "merged_note")
    assert note.isVisible()
    assert "A. Taylor" in note.accessibleName()
    page.open_customer(BOB)
    assert not note.isVisible()


def test_the_head_shows_the_alert_who_pays_and_the_places(page: ProfilePage) -> None:
    assert find(page, QWidget, "pinned_alert").accessibleName() == "Alert: Has a dog"
    asked = listen(page.link_requested)
    click(find(page, QPushButton, "related_bob"))
    assert asked == [Link(LinkKind.CUSTOMER, BOB)]
    names = [each.accessibleName() for each in page.findChildren(QPushButton)]
    assert "Beach house\n1 Sea St" in names
    assert "asked not to be" in find(page, QPushButton, "call_customer").toolTip()


def test_writing_asks_the_shell_for_a_composer(page: ProfilePage) -> None:
    """TML-04."""
    asked = listen(page.message_requested)
    click(find(page, QPushButton, "email_customer"))
    click(find(page, QPushButton, "sms_customer"))
    assert asked == [
        MessageWish(Channel.EMAIL, ANN, "ann@example.org"),
        MessageWish(Channel.SMS, ANN, "+491711234567"),
    ]


def test_chat_opens_the_customers_own_thread(page: ProfilePage) -> None:
    """TML-04."""
    page.open_thread(RowId("inv4"))
    click(find(page, QPushButton, "chat_customer"))
    assert page._record == ANN


def test_a_number_is_added_and_removed_and_comes_back(page: ProfilePage, store: Store) -> None:
    click(find(page, QPushButton, "add_point"))
    field = find(page, QLineEdit, "add_point_field")
    type_text(field, "0171 99")
    press(field, Qt.Key.Key_Return)
    assert "country code" in page._view.notice.text()
    field.clear()
    type_text(field, "+49 171 999 99 99")
    press(field, Qt.Key.Key_Return)
    mine = store.view.where(ContactPointRow, customer_id=ANN)
    assert "+491719999999" in {one.value for one in mine}
    assert not field.isVisible()
    button = find(page, QPushButton, "point_p3")
    page._view.head.contacts.menu.offer(button.point, writes=True, edits=True)
    page.findChild(QAction, "point_remove").trigger()
    assert store.view.get(ContactPointRow, RowId("p3")) is None
    click(find(page._view.notice, QPushButton, "banner_action"))
    values = {one.value for one in store.view.where(ContactPointRow, customer_id=ANN)}
    assert "ann@example.org" in values


def test_labels_change_where_they_stand(page: ProfilePage, store: Store) -> None:
    click(find(page, QPushButton, "edit_labels"))
    field = find(page, QLineEdit, "add_label")
    type_text(field, "VIP")
    press(field, Qt.Key.Key_Return)
    assert store.view.get(CustomerRow, ANN).labels == ("VIP",)
    click(find(page, QPushButton, "remove_label_VIP"))
    assert store.view.get(CustomerRow, ANN).labels == ()
    click(find(page._view.notice, QPushButton, "banner_action"))
    assert store.view.get(CustomerRow, ANN).labels == ("VIP",)


def test_editing_shows_both_values_when_somebody_else_was_faster(
    page: ProfilePage, store: Store
) -> None:
    page._editing.open_dialog()
    dialog = page._editing._dialog
    alert = find(dialog, QLineEdit, "edit_pinned_alert")
    alert.setText("Beware of the dog")
    edit = FieldEdit("pinned_alert", "Has a dog", "Two dogs now")
    store.do(EditCustomer(ANN, (edit,)))
    click(find(dialog, QPushButton, "edit_profile_save"))
    assert dialog.isVisible()
    assert any("Two dogs now" in each.text() for each in dialog.findChildren(QLabel))
    assert alert.text() == "Beware of the dog"
    click(find(dialog, QPushButton, "edit_profile_save"))
    assert not dialog.isVisible()
    assert store.view.get(CustomerNoteRow, ANN).pinned_alert == "Beware of the dog"


def test_editing_keeps_what_only_somebody_else_changed(page: ProfilePage, store: Store) -> None:
    page._editing.open_dialog()
    dialog = page._editing._dialog
    store.do(EditCustomer(ANN, (FieldEdit("location", "", "Elsewhere 5"),)))
    find(dialog, QLineEdit, "edit_name").setText("Ann T. Taylor")
    click(find(dialog, QAbstractButton, "edit_no_sms"))
    click(find(dialog, QPushButton, "edit_profile_save"))
    row = store.view.get(CustomerRow, ANN)
    assert (row.name, row.location) == ("Ann T. Taylor", "Elsewhere 5")
    assert store.view.get(CustomerNoteRow, ANN).no_sms


def test_the_communication_tab_lists_messages_and_calls_with_status(
    page: ProfilePage, store: Store
) -> None:
    """TML-05, A23: a held message says why and can be sent or stopped."""
    click(find(page, QPushButton, "tab_communication"))
    view = page._view._pages[Tab.COMMUNICATION]
    rows = [view._model.entry(at) for at in range(view._model.rowCount())]
    shown = {row.id: row for row in rows if row is not None}
    assert shown["m1"].status.text == "Held"
    assert "paused" in shown["m1"].detail
    assert shown["m2"].title == "SMS to +49 171 123 4567"
    assert EntryKind.CALL in {row.kind for row in shown.values()}
    lines = find(page, TimelineList, "communication_entries")
    lines.setCurrentIndex(view._model.index(view._model.row_of("m1"), 0))
    press(lines, Qt.Key.Key_Return)
    click(find(page, QPushButton, "message_cancel"))
    assert store.view.get(MessageRow, RowId("m1")).status is MessageStatus.CANCELLED
    assert not find(page, QPushButton, "message_cancel").isVisible()
    click(find(page, QPushButton, "communication_sms"))
    assert [row.id for at in range(view._model.rowCount()) if (row := view._model.entry(at))] == [
        "m2"
    ]


def test_attachments_are_listed_filtered_and_previewed(
    page: ProfilePage, store: Store, profile: Profile, tmp_path: Path
) -> None:
    """TML-07."""
    folder = profile.generations.directory / "files"
    folder.mkdir(exist_ok=True)
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(folder / ("c" * 64)), "PNG")
    click(find(page, QPushButton, "tab_attachments"))
    view = page._view._pages[Tab.ATTACHMENTS]

    def names() -> set[str]:
        return {view.model.file(at).name for at in range(view.model.rowCount())}

    assert names() == {"roof.png", "Contract signed.pdf"}
    for chip, wanted in (("signed", "Contract signed.pdf"), ("photo", "roof.png")):
        click(find(page, QPushButton, f"files_{chip}"))
        assert names() == {wanted}
    view.tiles.setCurrentIndex(view.model.index(0))
    press(view.tiles, Qt.Key.Key_Return)
    wait_until(find(page, QPushButton, "attachment_open").isEnabled, "the preview")
    asked = listen(page.link_requested)
    click(find(page, QPushButton, "attachment_record"))
    assert asked == [Link(LinkKind.INVOICE, RowId("inv4"))]
    view.record_changed.emit(ANN)
    click(find(page, QPushButton, "files_all"))
    assert names() == {"Contract signed.pdf"}
    press(view.tiles, Qt.Key.Key_Down)
    press(view.tiles, Qt.Key.Key_Return)
    said = find(page, QLabel, "attachment_words")
    assert "cannot be reached" in said.text()


def test_a_file_that_is_no_picture_ends_in_words(page: ProfilePage, profile: Profile) -> None:
    folder = profile.generations.directory / "files"
    folder.mkdir(exist_ok=True)
    (folder / ("c" * 64)).write_bytes(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 40)
    click(find(page, QPushButton, "tab_attachments"))
    view = page._view._pages[Tab.ATTACHMENTS]
    click(find(page, QPushButton, "files_photo"))
    view.tiles.setCurrentIndex(view.model.index(0))
    press(view.tiles, Qt.Key.Key_Return)
    said = find(page, QLabel, "attachment_words")
    wait_until(lambda: said.text() == "Open it to read it.", "an end")


def test_billing_cycles_are_shown_made_paused_and_billed(page: ProfilePage, store: Store) -> None:
    """TML-08."""
    click(find(page, QPushButton, "tab_billing_cycles"))
    line = find(page, QWidget, "cycle_cyc1")
    texts = " ".join(label.text() for label in line.findChildren(QLabel))
    assert "Every month · next 2 Dec" in texts
    assert "$120.00" in texts
    click(find(page, QPushButton, "cycle_pause"))
    assert store.view.get(BillingCycleRow, RowId("cyc1")).is_paused
    before = len(store.view.where(InvoiceRow, customer_id=ANN))
    click(find(page, QPushButton, "cycle_resume"))
    click(find(page, QPushButton, "cycle_bill_now"))
    assert len(store.view.where(InvoiceRow, customer_id=ANN)) == before + 1
    click(find(page, QPushButton, "new_cycle"))
    dialog = find(page, QWidget, "cycle_dialog")
    find(dialog, QLineEdit, "cycle_title").setText("Windows")
    find(dialog, QLineEdit, "cycle_amount").setText("ninety")
    click(find(dialog, QPushButton, "cycle_save"))
    assert dialog.isVisible()
    find(dialog, QLineEdit, "cycle_amount").setText("90.5")
    click(find(dialog, QPushButton, "cycle_save"))
    made = {row.title: row for row in store.view.where(BillingCycleRow, customer_id=ANN)}
    assert made["Windows"].amount_cents == 9050
    assert made["Windows"].next_at > a_customer.NOW + timedelta(days=28)


def test_the_bill_payer_is_cleared_chosen_and_made(page: ProfilePage, store: Store) -> None:
    """TML-09."""
    click(find(page, QPushButton, "tab_bill_payer"))
    click(find(page, QPushButton, "payer_clear"))
    assert store.view.get(CustomerBillingRow, ANN).payer_id is None
    field = find(page, QLineEdit, "payer_words")
    type_text(field, "bob")
    wait_until(lambda: page.findChild(QPushButton, "payer_bob"), "somebody found")
    click(find(page, QPushButton, "payer_bob"))
    assert store.view.get(CustomerBillingRow, ANN).payer_id == BOB
    type_text(field, "Harbour Strata")
    wait_until(lambda: find(page, QPushButton, "payer_create").isVisible(), "the offer")
    click(find(page, QPushButton, "payer_create"))
    payer = store.view.get(CustomerBillingRow, ANN).payer_id
    assert store.view.get(CustomerRow, payer).name == "Harbour Strata"


@pytest.mark.parametrize("tab", [tab for tab in Tab if tab is not Tab.ACTIVITY])
def test_every_tab_of_a_new_customer_says_what_will_stand_there(
    page: ProfilePage, store: Store, tab: Tab
) -> None:
    fresh = RowId("nobody")
    page.open_customer(fresh)
    page.show_tab(tab)
    assert page._view._stack.currentWidget() is page._view._pages[tab]
    words = [
        each.text() for each in page._view._pages[tab].findChildren(QLabel) if each.isVisible()
    ]
    assert any(len(each) > 20 for each in words)


def test_what_a_role_may_not_see_has_no_section_tab_or_filter(qtbot, tmp_path: Path) -> None:
    """TML-29 on the profile."""
    grants = ("customers:see", "bookings:see", "issues:see")
    rights = PermissionRow(permission_id(Role.TECHNICIAN), 0, grants)
    profile = a_customer.desk(tmp_path, (rights,), Role.TECHNICIAN)
    page = ProfilePage(Store(profile, a_customer.clock), a_customer.clock)
    qtbot.addWidget(page)
    page.resize(1220, 860)
    page.show()
    page.open_customer(ANN)
    settle()
    folds = {
        each.objectName()
        for each in page.findChildren(QPushButton)
        if each.objectName().startswith("fold_") and each.isVisible()
    }
    assert folds == {"fold_issues", "fold_bookings"}
    for name in ("tab_bill_payer", "tab_billing_cycles", "tab_communication", "email_customer"):
        assert not find(page, QPushButton, name).isVisible()
    assert not kinds_shown(page) & {EntryKind.INVOICE, EntryKind.PAYMENT, EntryKind.CALL}
    assert not find(page, QPushButton, "timeline_money").isVisible()
    assert page._view.timeline._counts.keys() >= {Group.ALL, Group.VISITS}
    page.end()
    profile.close()


def test_paused_automatic_messages_are_said_in_the_head(page: ProfilePage, store: Store) -> None:
    store.do(SetCustomerFlag(ANN, CustomerFlag.AUTO_MESSAGES_PAUSED, is_on=True))
    names = [each.accessibleName() for each in page._view.head.findChildren(QWidget)]
    assert "Automatic messages paused" in names


def test_the_ringing_card_shows_the_whole_alert(qtbot, store: Store) -> None:
    """An alert is a line of its own on the card, wrapped and not cut."""
    facts = CallFacts(
        CallRef("r1"), CallKey("k"), Way.INCOMING, "+491711234567", "", "", CallState.RINGING,
        a_customer.NOW,
    )  # fmt: skip
    words = "Has a dog that bites. Ring twice, wait at the gate, and ask for her brother."
    store.do(EditCustomer(ANN, (FieldEdit("pinned_alert", "Has a dog", words),)))
    card = CallCard()
    qtbot.addWidget(card)
    card.show_call(ringing_call(store, facts, a_customer.clock))
    strip = find(card, QWidget, "pinned_alert")
    assert strip.isVisible()
    assert strip.accessibleName() == f"Alert: {words}"
    assert strip.findChild(QLabel).text() == words
    assert strip.height() > 2 * strip.fontMetrics().height()
