"""An issue deleted forever, as desks see it: open ones, one that was away, and one that wrote."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.issues.erase_evidence import EraseEvidence
from desktop.issues.erasing import Erasing
from desktop.qt.hop import GuiThread
from desktop.replica.erasures import is_confirmed
from desktop.replica.search import search
from desktop.shell.tabs_kept import TabKept, read, write
from desktop.store import Store
from desktop.sync.histories import Histories
from sync_server.contract.base import RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issue_work import AddCheckItem
from sync_server.contract.issues import (
    DeleteIssue,
    EditIssue,
    ErasureReason,
    ErasureRow,
    IssueRow,
    ReportIssue,
)
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import AddInvoice
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import RecordKind, Visibility
from sync_server.rules.effects import Refused
from sync_server.store.clock import utc_now
from tests.desktop.test_rights import MARKER, in_files, letters
from tests.support.office import PASSWORD, Office, fresh_id, running, settings_for
from tests.support.real_desk import RealDesk, wait_for
from tests.support.windows import click, find, type_text, wait_until


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path / "server")) as opened:
        opened.hire_all()
        yield opened


@pytest.fixture
def amys(tmp_path: Path, office: Office) -> Iterator[RealDesk]:
    made = RealDesk(tmp_path / "amy", office.url, "amy@example.org", PASSWORD)
    yield made
    made.stop()


def arrange(office: Office, desk: RealDesk) -> RowId:
    """An issue full of the marker, reported and worked on at this desk."""
    customer, invoice, issue = office.add_customer("Olivia Smith"), fresh_id(), fresh_id()
    bill = AddInvoice(invoice_id=invoice, customer_id=customer, title="Windows", total_cents=4200)
    office.do("ben", bill)
    desk.start()
    wait_for(lambda: bool(search(desk.store.reader(), "Windows")), "the invoice")
    words = f"{MARKER} on the sill"
    desk.store.do(
        ReportIssue(
            issue_id=issue,
            record_kind=RecordKind.INVOICE,
            record_id=invoice,
            issue_type="Damage",
            description=words,
        )
    )
    edit = FieldEdit("description", words, f"{MARKER} on the frame")
    desk.store.do(EditIssue(issue_id=issue, edits=(edit,)))
    desk.store.do(AddCheckItem(item_id=fresh_id(), issue_id=issue, text=f"{MARKER} call back"))
    desk.store.do(note(issue, f"{MARKER} says the customer"))
    desk.store.set_draft(f"post:{issue}", f"{MARKER} half a thought")
    desk.store.set_draft(f"issue description {issue}", f"{MARKER} half an edit")
    desk.store.set_draft(f"message {customer} email {issue}", f"{MARKER} to the customer")
    tab = TabKept("issues", f"CMP-00001 {MARKER}", "issue", issue)
    desk.store.set_setting("tabs", write((tab,), 0))
    files = desk.profile.generations.directory / "files"
    files.mkdir(exist_ok=True)
    (files / ("a" * 64)).write_text(f"{MARKER}.pdf")
    wait_for(lambda: desk.profile.outbox.waiting() == 0, "everything sent")
    wait_for(lambda: number_of(desk, issue) == 1, "its number")
    wait_for(lambda: bool(letters(desk)), "the search index")
    return issue


def note(issue: RowId, body: str) -> WritePost:
    return WritePost(post_id=fresh_id(), thread_id=issue, body=body, visibility=Visibility.INTERNAL)


def number_of(desk: RealDesk, issue: RowId) -> int | None:
    row = desk.store.view.get(IssueRow, issue)
    return row.number if row else None


def delete(office: Office, issue: RowId) -> None:
    command = DeleteIssue(issue_id=issue, typed="CMP-00001", reason=ErasureReason.TEST)
    office.do("adam", command)


def traces(desk: RealDesk) -> list[str]:
    """Where something of the issue still is."""
    rows = [row.id for row in desk.store.view.where(IssueRow)]
    rows += [row.id for row in desk.store.view.where(PostRow) if MARKER in row.body]
    found = [one.title for one in search(desk.store.reader(), MARKER)]
    return [
        *rows,
        *found,
        *in_files(desk.profile.generations.directory),
        *sorted(letters(desk)),
    ]


def is_free(desk: RealDesk) -> bool:
    return not traces(desk)


def test_an_open_desk_keeps_no_byte_of_a_deleted_issue(office: Office, amys: RealDesk) -> None:
    """ISS-65: rows, search, journal, drafts, tab titles, files; a raw search of every file."""
    issue = arrange(office, amys)
    assert in_files(amys.profile.generations.directory)
    delete(office, issue)
    wait_for(lambda: is_free(amys), "no trace of the issue")
    assert amys.store.view.get(ErasureRow, issue) is not None
    assert [tab.title for tab in read(amys.store.setting("tabs")).tabs] == [""]
    assert amys.profile.replica.digest()["erasure"][0] == 1


def test_the_server_keeps_no_byte_of_it_either(
    tmp_path: Path, office: Office, amys: RealDesk
) -> None:
    """ISS-65: the running server rewrites its files by itself."""
    issue = arrange(office, amys)
    assert in_files(tmp_path / "server")
    delete(office, issue)
    wait_for(lambda: in_files(tmp_path / "server") == [], "no byte on the server")


def test_what_was_written_offline_is_refused_and_stays_to_be_copied(
    tmp_path: Path, office: Office, amys: RealDesk
) -> None:
    """ISS-65: offline meanwhile, with work on the issue waiting in the outbox."""
    issue = arrange(office, amys)
    amys.engine.stop()
    late = amys.store.do(note(issue, f"{MARKER} written offline"))
    delete(office, issue)
    amys.stop()
    again = RealDesk(tmp_path / "amy", office.url, "amy@example.org", PASSWORD)
    try:
        again.start()
        wait_for(lambda: bool(again.store.rejections()), "the refusal")
        (told,) = again.store.rejections()
        assert told.id == late
        assert told.sentence.startswith("CMP-00001 was deleted forever.")
        wait_for(lambda: only_own_words(again), "nothing but one's own words")
        (told,) = again.store.rejections()
        assert isinstance(told.command, WritePost)
        assert told.command.body == f"{MARKER} written offline"
        assert again.profile.outbox.waiting() == 0, "it is not sent again"
        again.store.dismiss(late)
        wait_for(lambda: is_free(again), "no trace once it was read")
    finally:
        again.stop()


def only_own_words(desk: RealDesk) -> bool:
    left = set(in_files(desk.profile.generations.directory))
    return left <= {"outbox.db", "outbox.db-wal"} and not letters(desk)


def test_a_desk_that_knows_of_it_refuses_at_once(office: Office, amys: RealDesk) -> None:
    issue = arrange(office, amys)
    delete(office, issue)
    wait_for(lambda: amys.store.view.get(ErasureRow, issue) is not None, "the tombstone")
    with pytest.raises(Refused) as refused:
        amys.store.do(note(issue, "More"))
    assert refused.value.detail.startswith("CMP-00001 was deleted forever.")


def test_an_administrator_deletes_it_at_a_desk_and_it_is_gone_there_at_once(
    tmp_path: Path, office: Office, amys: RealDesk
) -> None:
    """ISS-65: shown before the server answers, and still gone after it did."""
    issue = arrange(office, amys)
    adams = RealDesk(tmp_path / "adam", office.url, "adam@example.org", PASSWORD)
    try:
        adams.start()
        wait_for(lambda: number_of(adams, issue) == 1, "the issue")
        command = DeleteIssue(issue_id=issue, typed="cmp-00001", reason=ErasureReason.LEGAL)
        adams.store.do(command)
        assert adams.store.view.get(IssueRow, issue) is None
        assert not search(adams.store.reader(), MARKER)
        wait_for(lambda: is_free(adams), "no trace at the administrator's")
        wait_for(lambda: is_free(amys), "no trace at the other desk")
        assert adams.store.rejections() == ()
    finally:
        adams.stop()


def test_whoever_owned_it_reads_that_it_is_gone(office: Office, amys: RealDesk) -> None:
    """ISS-65: assigned users are told, without a word of it."""
    issue = arrange(office, amys)
    amys.store.do(EditIssue(issue_id=issue, edits=(FieldEdit("owner_id", "", office.id("amy")),)))
    wait_for(lambda: amys.profile.outbox.waiting() == 0, "sent")
    delete(office, issue)

    def told() -> list[str]:
        return [row.title for row in amys.store.view.where(NoticeRow, about_id=issue)]

    wait_for(lambda: told() == ["CMP-00001 was deleted forever"], "the notice")


def test_evidence_then_deletion_then_certificate_from_the_dialog(
    tmp_path: Path, office: Office, amys: RealDesk, qapp: object
) -> None:
    """ISS-65, ISS-66: the whole way of an administrator, against a real server."""
    issue = arrange(office, amys)
    adams = RealDesk(tmp_path / "adam", office.url, "adam@example.org", PASSWORD)
    window = QWidget()
    try:
        adams.start()
        wait_for(lambda: number_of(adams, issue) == 1, "the issue")
        store = Store(adams.profile, utc_now, GuiThread(window).run, adams.engine.wake)
        pages = Histories(adams.client)
        store.history_by(pages)
        made = Erasing(store, utc_now, window)
        said: list[str] = []
        made.said.connect(said.append)
        made.open(issue)
        evidence = made.findChild(EraseEvidence) or window.findChild(EraseEvidence)
        assert evidence is not None
        evidence.write(issue, tmp_path / "evidence.zip")
        wait_until(lambda: bool(said), "the evidence")
        with zipfile.ZipFile(tmp_path / "evidence.zip") as bundle:
            names = set(bundle.namelist())
            assert {"history.csv", "record.pdf", "manifest.json"} <= names
            assert MARKER in bundle.read("history.csv").decode()
        type_text(find(window, QLineEdit, "erase_typed"), "CMP-00001")
        click(find(window, QPushButton, "erase_forever"))
        assert adams.store.view.get(IssueRow, issue) is None
        wait_for(lambda: is_confirmed(adams.store.reader(), issue), "the server's answer")
        made.refresh(frozenset())
        assert find(window, QPushButton, "erase_certificate").isVisibleTo(window)
        made.write_certificate(tmp_path / "certificate.pdf")
        wait_until(lambda: len(said) == 2, "the certificate")
        assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
        assert MARKER.encode() not in (tmp_path / "certificate.pdf").read_bytes()
        made.end()
        pages.stop()
    finally:
        window.close()
        adams.stop()
