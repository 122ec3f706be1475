"""A customer's page: status bars, timeline and header say and ask the right things."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLabel, QListView, QPushButton

from desktop.customers.profile_view import CustomerHead, ProfileView
from desktop.customers.status_bars import StatusBarsView, StatusChoice
from desktop.customers.timeline_model import EntryKind, TimelineModel
from sync_server.contract.values import InvoiceStatus, RecordKind
from tests.desktop import samples
from tests.desktop.scenes import profile, window
from tests.support.windows import click, click_row, find, press, settle

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_timeline_model_obeys_qt_through_filters_and_changes(qapp):
    model = TimelineModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(samples.entries())
    model.keep((EntryKind.CALL,))
    assert {model.entry(at).kind for at in range(model.rowCount())} == {EntryKind.CALL}
    model.show(samples.entries()[:4])
    model.keep(())
    assert model.rowCount() == 4
    model.show(())
    assert model.rowCount() == 0
    del tester


def test_twelve_entries_fit_into_the_window(qapp):
    main = window("customers", profile)
    main.show()
    settle()
    view = find(main, QListView, "timeline_entries")
    twelfth = view.visualRect(view.model().index(11, 0))
    assert view.viewport().rect().contains(twelfth)


def test_a_chip_keeps_one_kind_and_all_brings_back_the_rest(qapp):
    main = window("customers", profile)
    main.show()
    view = find(main, QListView, "timeline_entries")
    everything = view.model().rowCount()
    click(find(main, QPushButton, "timeline_calls"))
    assert 0 < view.model().rowCount() < everything
    click(find(main, QPushButton, "timeline_all"))
    assert view.model().rowCount() == everything


def test_a_click_and_enter_open_an_entry(qapp):
    view = profile()
    view.resize(1200, 800)
    view.show()
    settle()
    opened: list[str] = []
    view.timeline.entry_chosen.connect(opened.append)
    entries = find(view, QListView, "timeline_entries")
    click_row(entries, 1)
    press(entries, Qt.Key.Key_Down)
    press(entries, Qt.Key.Key_Return)
    assert opened == ["e1", "e2"]


@pytest.mark.parametrize("name", ["part_overdue", "legend_invoice_overdue"])
def test_a_part_of_a_bar_and_its_legend_ask_for_those_records(qapp, name):
    bars = StatusBarsView()
    bars.resize(300, 700)
    bars.show_counts(samples.counts())
    bars.show()
    settle()
    chosen: list[StatusChoice] = []
    bars.status_chosen.connect(chosen.append)
    part = find(bars, QAbstractButton, name)
    assert part.accessibleName() == "Overdue: 2, $1,240"
    press(part, Qt.Key.Key_Space)
    assert chosen == [StatusChoice(RecordKind.INVOICE, InvoiceStatus.OVERDUE)]


def test_a_status_nobody_is_in_takes_no_room_in_the_bar(qapp):
    bars = StatusBarsView()
    empty = samples.KindCount(
        RecordKind.ISSUE,
        tuple(samples.StatusCount(k, badge, 0) for k, badge in samples.ISSUES.items()),
    )
    bars.show_counts((empty,))
    assert not [each for each in bars.findChildren(QPushButton) if "part_" in each.objectName()]


def test_the_call_button_names_the_number_and_asks_for_it(qapp):
    view = profile()
    view.show()
    called: list[str] = []
    view.call_requested.connect(called.append)
    click(find(view, QPushButton, "call_customer"))
    assert called == ["+61412555018"]


def test_a_customer_without_a_number_cannot_be_called(qapp):
    view = ProfileView(samples.clock)
    view.show_head(CustomerHead("c", "Ava"))
    assert not find(view, QPushButton, "call_customer").isEnabled()


def test_markup_in_names_labels_and_addresses_is_shown_as_it_is(qapp):
    view = ProfileView(samples.clock)
    view.show_head(
        CustomerHead(
            "c", samples.MARKUP, (samples.MARKUP,), emails=(samples.MARKUP,), address="<i>"
        )
    )
    labels = view.findChildren(QLabel)
    assert samples.MARKUP in [label.text() for label in labels]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    assert all("<b>" not in label.toolTip() for label in labels)
