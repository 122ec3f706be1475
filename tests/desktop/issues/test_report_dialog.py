"""Reporting an issue: two keystrokes with sensible defaults, the consequence in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPlainTextEdit, QPushButton

from desktop.calls.call_bar import CallBar
from desktop.issues.report_dialog import ReportDialog
from desktop.issues.report_model import Report, ReportOffer
from sync_server.contract.values import RecordKind
from tests.desktop import samples
from tests.desktop.scenes import window
from tests.support.windows import click, find, press, settle, type_text


@pytest.fixture
def dialog(qapp):
    made = ReportDialog()
    made.offer(samples.OFFER)
    settle()
    return made


@pytest.fixture
def reports(dialog):
    made: list[Report] = []
    dialog.report_requested.connect(made.append)
    return made


DEFAULT = Report("b1", RecordKind.BOOKING, "Quality of work", "", ("w1", "w2"), "call-1")


def test_from_a_call_two_keystrokes_report_the_latest_booking(qapp):
    main, dialog = window(), ReportDialog()
    bar = CallBar(samples.clock)
    main.set_call_bar(bar)
    bar.show_call(samples.LIVE)
    bar.report_issue_requested.connect(lambda _ref: dialog.offer(samples.OFFER))
    reports: list[Report] = []
    dialog.report_requested.connect(reports.append)
    main.show()
    main.activateWindow()
    settle()
    press(main, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert dialog.isVisible()
    press(dialog.focusWidget(), Qt.Key.Key_Return)
    assert reports == [DEFAULT]


def test_control_enter_reports_from_the_description(dialog, reports):
    text = find(dialog, QPlainTextEdit, "report_description")
    type_text(text, "Scratch on the left pane")
    press(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [report.description for report in reports] == ["Scratch on the left pane"]


def test_the_dialog_says_whose_pay_is_withheld_and_for_what(dialog):
    words = find(dialog, QLabel, "report_consequence")
    assert "Pay of Omar Haddad and Noah Brown for BOK-20418" in words.text()
    click(find(dialog, QCheckBox, "report_worker_w2"))
    assert words.text().startswith("Pay of Omar Haddad for BOK-20418")
    find(dialog, QComboBox, "report_record").setCurrentIndex(2)
    assert "no pay will be withheld" in words.text()


def test_nobody_ticked_means_everyone_for_now(dialog, reports):
    for name in ("report_worker_w1", "report_worker_w2"):
        click(find(dialog, QCheckBox, name))
    words = find(dialog, QLabel, "report_consequence").text()
    assert "everyone on BOK-20418" in words
    click(find(dialog, QPushButton, "report_save"))
    assert reports[0].worker_ids == ()


def test_a_refusal_keeps_what_was_filled_in(dialog):
    type_text(find(dialog, QPlainTextEdit, "report_description"), "Words")
    dialog.show_problem("This booking is already cancelled.")
    assert find(dialog, QLabel, "report_problem").isVisible()
    assert dialog.isVisible()
    assert dialog.report().description == "Words"


def test_escape_leaves_without_reporting(dialog, reports):
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not reports


def test_without_a_record_there_is_nothing_to_report(qapp):
    dialog = ReportDialog()
    dialog.offer(ReportOffer("Nobody", (), ("Damage",)))
    assert dialog.report() is None
    assert not find(dialog, QPushButton, "report_save").isEnabled()
