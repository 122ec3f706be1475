"""Reporting from anywhere: the record is preselected, what was begun comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPlainTextEdit, QPushButton

from desktop.issues.report_dialog import ReportDialog
from desktop.letters.letter_dialog import LetterDialog
from desktop.links import Link, LinkKind, ReportIssueWish
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.complaints import AckMode, ComplaintSettingsRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssuePriority, IssueRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import RecordKind, Role, Visibility
from tests.desktop.issues import issue_desk as desk
from tests.desktop.records.office_of_records import BILL, JOB, LIAM, OLIVIA, PLANNED, QUOTE
from tests.support.windows import click, find, press, settle, type_text, wait_until


def dialog(place) -> ReportDialog:
    return find(place.window, ReportDialog, "report_dialog")


def about(place) -> str:
    return find(dialog(place), QComboBox, "report_record").currentText()


def report(place) -> IssueRow:
    known = {row.id for row in place.store.view.where(IssueRow)}
    click(find(dialog(place), QPushButton, "report_save"))
    (made,) = [row for row in place.store.view.where(IssueRow) if row.id not in known]
    return made


def from_record(place, kind: LinkKind, record: RowId) -> None:
    place.office.open(Link(kind, record))
    place.window.findChild(QPushButton, "record_more")
    place.office.records._pages()[0].record._chosen(_chosen())


def _chosen():
    from desktop.records.record_model import Chosen  # noqa: PLC0415 - only here

    return Chosen("report")


@pytest.mark.parametrize(
    ("kind", "record", "code"),
    [
        (LinkKind.BOOKING, PLANNED, "BOK-00019"),
        (LinkKind.INVOICE, BILL, "INV-00044"),
        (LinkKind.QUOTE, QUOTE, "EST-00031"),
    ],
)
def test_a_report_from_a_record_is_about_that_record(opened, kind, record, code):
    """ISS-01, ISS-05: prefilled with the record and its customer."""
    place = opened()
    from_record(place, kind, record)
    assert about(place).startswith(code)
    made = report(place)
    assert (made.record_id, made.record_kind, made.customer_id) == (
        record,
        RecordKind(kind.value),
        OLIVIA,
    )


def test_a_report_from_the_calendar_is_about_that_job(opened):
    """ISS-10: click the job, Report an issue, Submit."""
    from desktop.calendar.job_desk import Reported  # noqa: PLC0415 - only here

    place = opened()
    place.office.calendar._report(Reported(OLIVIA, PLANNED))
    assert about(place).startswith("BOK-00019")
    assert report(place).record_id == PLANNED


def test_from_a_call_three_keystrokes_report(opened):
    """ISS-10: Ctrl+I on the call, then Enter; the call knows its issue."""
    place = opened(CallRow(id=RowId("call"), customer_id=OLIVIA))
    place.office.report_issue(OLIVIA, RowId("call"))
    settle()
    press(dialog(place).focusWidget(), Qt.Key.Key_Return)
    (made,) = [row for row in place.store.view.where(IssueRow) if row.call_id]
    assert place.row(CallRow, "call").issue_id == made.id


def test_everything_of_the_form_is_in_the_issue(opened, tmp_path: Path):
    """ISS-06: type required; notes, photos, owner, priority and follow-up optional."""
    place = opened()
    place.office._dialogs.report(ReportIssueWish(OLIVIA, RecordKind.BOOKING, JOB))
    form = dialog(place)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("gray"))
    image.save(str(tmp_path / "pane.png"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "pane.png"))])
    find(form, QPlainTextEdit, "report_notes").insertFromMimeData(data)
    type_text(find(form, QPlainTextEdit, "report_description"), "Scratch")
    type_text(find(form, QPlainTextEdit, "report_notes"), "She is upset.")
    find(form, QComboBox, "report_type").setCurrentText("Poor finish")
    find(form, QComboBox, "report_priority").setCurrentText("Urgent")
    find(form, QComboBox, "report_owner").setCurrentText("Zoe Park")
    click(find(form, QCheckBox, "report_follows"))
    made = report(place)
    assert (made.issue_type, made.description, made.priority, made.owner_id) == (
        "Poor finish",
        "Scratch",
        IssuePriority.URGENT,
        desk.ZOE,
    )
    assert (made.follow_up_required, made.follow_up_on) == (True, "2026-11-23")
    (post,) = place.store.view.where(PostRow, thread_id=made.id)
    assert (post.body, post.visibility) == ("She is upset.", Visibility.STAFF)
    assert [f.name for f in place.store.view.where(AttachmentRow, post_id=post.id)] == ["pane.png"]
    assert len(place.store.view.where(HoldRow, issue_id=made.id)) == 2


def test_only_the_type_is_needed(opened):
    """ISS-06."""
    place = opened()
    place.office.report_issue(OLIVIA)
    made = report(place)
    assert made.issue_type == "Damage"
    assert not place.store.view.where(PostRow, thread_id=made.id)
    assert made.number is None, "the server numbers it (A22)"


def test_what_was_begun_survives_the_end_of_the_program(opened):
    place = opened()
    place.office.report_issue(OLIVIA)
    type_text(find(dialog(place), QPlainTextEdit, "report_description"), "She called twice")
    key = f"report:{OLIVIA}"
    wait_until(lambda: "twice" in place.store.draft(key), "the draft is kept while typing")
    place.office._dialogs._reporting = None  # as after a crash: only what is on disk is left
    dialog(place).deleteLater()
    settle()
    place.office.report_issue(OLIVIA)
    assert dialog(place).report().description == "She called twice"
    made = report(place)
    assert made.description == "She called twice"
    assert place.store.draft(key) == ""


def test_one_may_begin_afresh(opened):
    place = opened()
    place.office.report_issue(OLIVIA)
    type_text(find(dialog(place), QPlainTextEdit, "report_description"), "Old")
    press(dialog(place), Qt.Key.Key_Escape)
    place.office.report_issue(OLIVIA)
    click(find(dialog(place), QPushButton, "report_afresh"))
    assert dialog(place).report().description == ""
    assert place.store.draft(f"report:{OLIVIA}") == ""


@pytest.mark.parametrize(
    ("mode", "asked"), [(AckMode.PREVIEW, True), (AckMode.AUTO, False), (AckMode.OFF, False)]
)
def test_the_acknowledgement_is_looked_at_where_the_office_wants_that(opened, mode, asked):
    """A19: the preview opens by itself after saving."""
    place = opened(ComplaintSettingsRow(id=RowId("complaints"), ack_office=mode))
    place.office.report_issue(OLIVIA)
    report(place)
    assert any(each.isVisible() for each in place.window.findChildren(LetterDialog)) is asked


def test_a_damaged_draft_stands_in_nobodys_way(opened):
    place = opened()
    place.store.set_draft(f"report:{OLIVIA}", '{"record_id": 7')
    place.office.report_issue(OLIVIA)
    assert dialog(place).report() is not None


def test_a_photo_that_vanished_is_named_and_nothing_is_reported(opened, tmp_path):
    place = opened()
    place.office.report_issue(OLIVIA)
    (tmp_path / "gone.png").write_bytes(b"x")
    dialog(place).extras.files.add([tmp_path / "gone.png"])
    (tmp_path / "gone.png").unlink()
    before = len(place.store.view.where(IssueRow))
    click(find(dialog(place), QPushButton, "report_save"))
    assert "cannot be read" in find(dialog(place), QLabel, "report_problem").text()
    assert len(place.store.view.where(IssueRow)) == before


def test_who_is_unticked_is_not_held(opened):
    place = opened(role=Role.AGENT)
    place.office._dialogs.report(ReportIssueWish(OLIVIA, RecordKind.BOOKING, JOB))
    click(find(dialog(place), QCheckBox, "report_worker_priya"))
    made = report(place)
    assert made.responsible_ids == (LIAM,)
    assert not made.is_provisional
