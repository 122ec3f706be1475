"""Putting an issue right on its page: thread, visits, costs, checklist, feedback, family."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from desktop.issues.issue_tell import TellBar
from desktop.links import MessageWish
from desktop.replica.calendar import planned_between
from desktop.threads.composer import Draft
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.issue_work import CheckItemRow, CostRow, SurveyRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import LineRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import AppointmentStatus, Channel, IssueStatus, Role, Visibility
from sync_server.contract.wire import LooksAt
from tests.desktop.issues import issue_desk as desk
from tests.desktop.issues.issue_desk import CMP, NOW, OTHER
from tests.desktop.records.office_of_records import BILL, JOB, LIAM, PRIYA
from tests.support.windows import click, find, press, type_text

S = IssueStatus


def photo(folder: Path, name: str) -> Path:
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(QColor("#5577aa"))
    assert image.save(str(folder / name))
    return folder / name


def fill(dialog, name: str, text: str) -> None:
    field = find(dialog, QLineEdit, f"ask_{name}")
    field.clear()
    type_text(field, text)


def test_a_post_goes_to_office_and_fieldworkers_with_its_photos(opened, tmp_path):
    """ISS-21: three levels to choose from; two pictures appear in the thread."""
    place = opened()
    audience = find(place.page, QComboBox, "composer_visibility")
    assert [audience.itemText(at) for at in range(audience.count())] == [
        "Office only",
        "Office + Fieldworkers",
        "Everyone incl. customer",
    ]
    assert audience.currentText() == "Office + Fieldworkers"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo(tmp_path, n))) for n in ("a.png", "b.jpg")])
    text = find(place.page, QPlainTextEdit, "composer_text")
    text.insertFromMimeData(data)
    type_text(text, "Two pictures.")
    place.press("composer_send")
    post = next(p for p in place.store.view.where(PostRow, thread_id=CMP) if "Two" in p.body)
    assert post.visibility is Visibility.STAFF
    files = [f.name for f in place.store.view.where(AttachmentRow, post_id=post.id)]
    assert sorted(files) == ["a.png", "b.jpg"]
    assert "Attached: " in place.page.view.thread_panel.model().lines()[-1].body


def test_a_file_that_cannot_be_taken_is_named_at_once(opened, tmp_path):
    place = opened()
    (tmp_path / "plan.docx").write_bytes(b"x")
    place.page.view.thread_panel.composer.files.add([tmp_path / "plan.docx"])
    problem = find(place.page, QLabel, "composer_files_problem")
    assert problem.text() == "plan.docx: only PNG, JPEG and PDF files are taken."
    assert not place.page.view.thread_panel.composer.files.files()


def test_a_pasted_picture_goes_along(opened):
    place = opened()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    data = QMimeData()
    data.setImageData(image)
    find(place.page, QPlainTextEdit, "composer_text").insertFromMimeData(data)
    (kept,) = place.page.view.thread_panel.composer.files.files()
    assert kept.suffix == ".jpg"
    assert place.page.view.thread_panel.composer.draft().files == (kept,)


def test_after_a_public_post_one_key_writes_to_the_customer(opened):
    """ISS-54, A39."""
    place = opened()
    bar = find(place.page, TellBar, "issue_tell")
    place.page.view.thread_panel.composer.show_draft(
        Draft("We come on Tuesday.", Visibility.EVERYONE)
    )
    place.press("composer_send")
    assert bar.isVisible()
    press(place.window, Qt.Key.Key_Y, Qt.KeyboardModifier.AltModifier)
    assert not bar.isVisible()
    assert [(m.channel, m.body, m.record_id) for m in place.messages] == [
        (Channel.EMAIL, "We come on Tuesday.", CMP)
    ]


@pytest.mark.parametrize("visibility", [Visibility.INTERNAL, Visibility.STAFF])
def test_what_stays_inside_never_asks_to_tell_the_customer(opened, visibility):
    """A39: never for internal or staff posts."""
    place = opened()
    place.page.view.thread_panel.composer.show_draft(Draft("Between us.", visibility))
    place.press("composer_send")
    assert not find(place.page, TellBar, "issue_tell").isVisible()


def test_a_new_status_asks_and_one_key_leaves_it(opened):
    """ISS-54, A39: never in the way."""
    place = opened()
    place.press("issue_to_awaiting_approval")
    bar = find(place.page, TellBar, "issue_tell")
    assert bar.isVisible()
    assert not bar.isModal()
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    press(place.window, Qt.Key.Key_Y, both)
    assert not bar.isVisible()
    assert place.messages == []


def test_the_customer_and_the_assignee_are_written_to_by_one_click(opened):
    place = opened(desk.issue(responsible_ids=()))
    place.press("issue_text_customer")
    place.press("issue_mail_assignee")
    assert [(m.channel, m.address) for m in place.messages] == [
        (Channel.SMS, ""),
        (Channel.EMAIL, "zoe@office.example"),
    ]
    assert [m.staff_id for m in place.messages] == [None, desk.ZOE]
    assert not find(place.page, QPushButton, "issue_text_assignee").isEnabled()
    assert isinstance(place.messages[0], MessageWish)


def test_a_follow_up_visit_is_on_the_calendar_and_work_begins(opened):
    """ISS-31, ISS-32: same or other fieldworker, written to their calendar."""
    place = opened(desk.issue(status=S.NEW))
    place.press("do_visit")
    assert find(place.dialog, QComboBox, "ask_who").currentData() == LIAM
    place.set("ask_who", PRIYA, place.dialog)
    place.answer()
    visits = place.store.view.where(AppointmentRow, issue_id=CMP)
    visit = next(each for each in visits if each.worker_ids == (PRIYA,))
    assert visit.booking_id == JOB
    on_calendar = planned_between(place.store.reader(), NOW, NOW + timedelta(days=2))
    assert visit.id in {each.id for each in on_calendar}
    assert place.row(IssueRow, CMP).status is S.IN_PROGRESS


def test_who_is_busy_then_is_said_before_the_visit_is_added(opened):
    """ISS-31: a warning, not a refusal; ISS-34: what the day comes to."""
    long_day = desk.around()[0]
    assert long_day
    busy = AppointmentRow(
        id="busy", customer_id="son", title="Deep clean", worker_ids=(LIAM,),
        starts_at=NOW + timedelta(days=1, hours=-1), ends_at=NOW + timedelta(days=1, hours=7),
    )  # fmt: skip
    place = opened(busy)
    place.press("do_visit")
    warning = find(place.dialog, QLabel, "issue_ask_warning").text()
    assert "Liam Kowalski has Deep clean from " in warning
    assert "Their day is then 12 h of 8 h." in warning
    place.set("ask_who", PRIYA, place.dialog)
    assert not find(place.dialog, QLabel, "issue_ask_warning").isVisible()


def test_a_proposal_is_confirmed_or_changed(opened):
    place = opened()
    place.press("do_confirm_v1")
    row = place.row(AppointmentRow, "v1")
    assert (row.status, row.confirmed_by_name) == (AppointmentStatus.PLANNED, "Amy Grant")


def test_a_changed_proposal_is_confirmed_at_the_other_time(opened):
    place = opened()
    place.press("do_change_visit_v1")
    place.set("ask_minutes", "30", place.dialog)
    place.answer()
    row = place.row(AppointmentRow, "v1")
    assert row.status is AppointmentStatus.PLANNED
    assert row.ends_at - row.starts_at == timedelta(minutes=30)


def test_a_cost_becomes_an_invoice_line_without_typing_it_again(opened):
    """ISS-71, A38: a draft until it is posted; the button names the amount."""
    place = opened()
    place.press("do_cost")
    fill(place.dialog, "text", "Second visit")
    fill(place.dialog, "unit", "45.00")
    place.answer()
    post = find(place.page, QPushButton, "do_post_variation")
    assert post.accessibleName() == "Put on an invoice: $136.40"
    click(post)
    assert "Pane, cut to size $86.90" in place.dialog.hint.text()
    offered = find(place.dialog, QComboBox, "ask_invoice")
    assert [offered.itemText(at) for at in range(offered.count())] == ["A new invoice"], (
        "something was paid on the other one"
    )
    place.answer()
    invoices = place.store.view.where(InvoiceRow, booking_id=JOB)
    made = next(each for each in invoices if each.id != BILL)
    assert made.total_cents == 13_640
    lines = place.store.view.where(LineRow, record_id=made.id)
    assert {line.text for line in lines} == {"Pane, cut to size", "Second visit"}
    assert all(c.posted_to == made.id for c in place.store.view.where(CostRow, issue_id=CMP))


def test_a_credit_names_the_invoice_it_is_for(opened):
    """ISS-71: an approved fix adjusts the invoice."""
    place = opened()
    place.press("do_cost")
    place.set("ask_kind", "credit", place.dialog)
    fill(place.dialog, "text", "Goodwill")
    fill(place.dialog, "unit", "20")
    place.answer()
    place.press("do_post_credit")
    place.answer()
    assert place.row(InvoiceRow, BILL).credited_cents == 5_000 + 2_200


@pytest.mark.parametrize(
    ("field", "text"), [("unit", "abc"), ("unit", "1.234"), ("quantity", "NaN"), ("tax", "1e400")]
)
def test_a_number_that_is_none_is_named_and_nothing_is_lost(opened, field, text):
    place = opened()
    place.press("do_cost")
    fill(place.dialog, "text", "Glass")
    fill(place.dialog, "unit", "10")
    fill(place.dialog, field, text)
    place.answer()
    assert f"“{text}” is not" in place.dialog.problem.text()
    assert find(place.dialog, QLineEdit, "ask_text").text() == "Glass"


def test_steps_are_ticked_added_and_removed(opened):
    place = opened()
    click(find(place.page, QCheckBox, "tick_s2"))
    assert place.row(CheckItemRow, "s2").done_by_name == "Amy Grant"
    place.press("do_step")
    fill(place.dialog, "text", "Call her when it is done")
    place.answer()
    place.press("do_drop_step_s1")
    texts = [s.text for s in place.page._sheet.steps]
    assert texts == ["Order a pane, 6 mm float glass", "Call her when it is done"]


def test_phone_feedback_is_logged_once_the_issue_is_closed(opened):
    """ISS-59: rating and comment on the issue."""
    place = opened(*desk.closed())
    place.press("do_survey")
    place.set("ask_rating", "4", place.dialog)
    type_text(find(place.dialog, QPlainTextEdit, "ask_comment"), "Quick and friendly.")
    place.answer()
    survey = place.row(SurveyRow, CMP)
    assert (survey.rating, survey.comment, survey.logged_by_name) == (
        4,
        "Quick and friendly.",
        "Amy Grant",
    )


def test_before_it_is_closed_there_is_no_feedback_to_log(opened):
    offer = opened().offer("issue_more", "survey")
    assert not offer.isEnabled()
    assert "once the issue is closed" in offer.text()


def test_two_reports_are_merged_and_split_back(opened):
    place = opened()
    place.choose("issue_more", "merge")
    place.set("ask_other", OTHER, place.dialog)
    place.answer()
    assert place.row(IssueRow, OTHER).merged_into_id == CMP
    place.page.open_issue(OTHER)
    assert (
        "Merged into CMP-00009 by Amy"
        in find(place.page, type(place.page.view.notice), "issue_notice_open_into").text()
    )
    assert not place.offer("issue_more", "to_in_progress").isEnabled()
    place.page.open_issue(CMP)
    place.press(f"do_unmerge_{OTHER}")
    assert place.row(IssueRow, OTHER).merged_into_id is None


def test_an_issue_is_made_part_of_another_and_taken_out(opened):
    place = opened()
    place.choose("issue_more", "parent")
    place.set("ask_other", OTHER, place.dialog)
    place.answer()
    assert place.row(IssueRow, CMP).parent_id == OTHER
    place.press(f"do_unparent_{OTHER}")
    assert place.row(IssueRow, CMP).parent_id is None


def test_what_the_booking_says_is_shown_live_and_read_only(opened):
    """ISS-20, ISS-22, A4: no copies; newest at the end."""
    place = opened()
    referred = place.page.view.thread_panel.referred
    assert [line.id for line in referred.model().lines()] == ["p1", "p2"]
    assert not referred.findChildren(QPlainTextEdit)
    own = [line.id for line in place.page.view.thread_panel.model().lines()]
    assert own == ["i1", "i2", "i3"]


def test_colleagues_who_look_or_type_are_seen(opened):
    place = opened()
    tell = place.store.viewing.hear
    tell(b'{"issue":"cmp9","viewers":[{"id":"zoe","name":"Zoe Park","typing":true}]}')
    faces = place.page.view.head.faces
    assert (faces.isVisible(), faces.words()) == (True, "Zoe Park is typing…")
    tell(b'{"issue":"cmp9","viewers":[{"id":"amy","name":"Amy Grant"}]}')
    assert not faces.isVisible(), "oneself is no news"


def test_this_desk_says_what_it_looks_at_and_when_it_leaves(opened):
    place = opened()
    said: list[LooksAt] = []
    place.store.viewing.say_by(said.append)
    type_text(find(place.page, QPlainTextEdit, "composer_text"), "Hm")
    place.press("issue_back")
    assert said == [LooksAt(CMP), LooksAt(CMP, typing=True), LooksAt()]


def test_who_may_remove_issues_deletes_one_forever_from_its_menu(opened):
    """ISS-65."""
    place = opened()
    place.choose("issue_more", "erase")
    asked = find(place.window, QDialog, "erase")
    assert asked.isVisible()
    assert asked.windowTitle() == "Delete issue forever"


def test_nobody_else_finds_deleting_in_the_menu(opened):
    place = opened(role=Role.AGENT)
    actions = find(place.page, QPushButton, "issue_more").menu_of.actions()
    assert "offer_erase" not in {each.objectName() for each in actions}
