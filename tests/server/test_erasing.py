"""Delete forever, down to the bytes: tables, history, answers, files and the database's files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import HoldEventRow, HoldRow, PlaceHold, ReleaseHolds, SeenHold
from sync_server.contract.issue_work import AddCheckItem, AddCost, AnswerSurvey
from sync_server.contract.issues import (
    DeleteIssue,
    EditIssue,
    ErasureReason,
    ErasureRow,
    IssueRow,
    MoveIssue,
    ReportIssue,
)
from sync_server.contract.messages import SendMessage
from sync_server.contract.notices import NoticeRow
from sync_server.contract.scheduling import AddAppointment, AppointmentRow
from sync_server.contract.threads import EditPost, WritePost
from sync_server.contract.values import (
    Channel,
    HoldState,
    IssueStatus,
    RecordKind,
    Visibility,
    code,
)
from sync_server.contract.wire import Receipt, Result
from sync_server.rules.history import TOMBSTONE
from sync_server.store.blobs import Blobs
from sync_server.store.clock import utc_now
from sync_server.store.database import Database
from sync_server.store.erasing import Eraser
from sync_server.store.portal_links import PortalLinks
from sync_server.store.tables import audit, commands, parked
from sync_server.store.verifying import verify
from sync_server.store.view import SqlView
from tests.server.shop import Replica, Shop, envelope, fresh_id

WORD = "qxzvilladoorzxq"
"""Stands in every text of the issue, at every time of its life, and nowhere else."""
PICTURE = b"\x89PNG\r\n\x1a\n" + WORD.encode() * 40
LETTER = b"%PDF-1.7 " + WORD.encode() * 40


@dataclass
class Complaint:
    """An issue with a past, and what it left in every corner of the server."""

    shop: Shop
    blobs: Blobs
    eraser: Eraser
    id: RowId = field(default_factory=fresh_id)
    post: RowId = field(default_factory=fresh_id)
    visit: RowId = field(default_factory=fresh_id)

    def arrange(self) -> None:
        shop, do = self.shop, self._do
        self.customer = shop.add_customer("Olivia Smith")
        self.booking = shop.add_booking(self.customer, "liam", "zoe")
        picture, letter = self.blobs.put(PICTURE), self.blobs.put(LETTER)
        do(
            "amy",
            ReportIssue(
                issue_id=self.id,
                record_kind=RecordKind.BOOKING,
                record_id=self.booking,
                issue_type="Damage",
                description=f"{WORD} first",
                responsible_ids=(RowId("liam"),),
            ),
        )
        edit = FieldEdit("description", f"{WORD} first", f"{WORD} second")
        do("amy", EditIssue(issue_id=self.id, edits=(edit,)))
        files = (NewAttachment(fresh_id(), f"{WORD}.png", "image/png", len(PICTURE), picture),)
        do(
            "amy",
            WritePost(
                post_id=self.post,
                thread_id=self.id,
                body=f"{WORD} said",
                visibility=Visibility.STAFF,
                attachments=files,
            ),
        )
        do("amy", EditPost(post_id=self.post, body=f"{WORD} said better"))
        do("amy", AddCheckItem(item_id=fresh_id(), issue_id=self.id, text=f"{WORD} step"))
        do("amy", AddCost(cost_id=fresh_id(), issue_id=self.id, text=f"{WORD} pane", unit_cents=9))
        pdf = "application/pdf"
        enclosed = (NewAttachment(fresh_id(), f"{WORD}.pdf", pdf, len(LETTER), letter),)
        do(
            "amy",
            SendMessage(
                message_id=fresh_id(),
                customer_id=self.customer,
                channel=Channel.EMAIL,
                address="olivia@example.com",
                subject=f"{WORD} subject",
                body=f"{WORD} body",
                record_kind=RecordKind.ISSUE,
                record_id=self.id,
                files=enclosed,
            ),
        )
        do(
            "adam",
            PlaceHold(
                hold_id=fresh_id(),
                booking_id=self.booking,
                worker_id=RowId("zoe"),
                reason="Damage",
                issue_id=self.id,
                note=f"{WORD} note",
            ),
        )
        now = shop.clock()
        do(
            "amy",
            AddAppointment(
                appointment_id=self.visit,
                customer_id=self.customer,
                title=f"{WORD} visit",
                starts_at=now,
                ends_at=now.replace(hour=23),
                issue_id=self.id,
            ),
        )
        for step in (IssueStatus.IN_PROGRESS, IssueStatus.AWAITING_APPROVAL, IssueStatus.CLOSED):
            do("adam", MoveIssue(issue_id=self.id, seen=self.row().status, to=step))
        do("amy", AnswerSurvey(issue_id=self.id, rating=1, comment=f"{WORD} again"))
        stale = FieldEdit("description", "never", f"{WORD} third")
        self.shop.do("fiona", EditIssue(issue_id=self.id, edits=(stale,)))
        self._park()

    def _do(self, who: str, command: object) -> None:
        receipt = self.shop.do(who, command)  # type: ignore[arg-type]
        assert (receipt.code, receipt.detail) == ("", ""), receipt

    def _park(self) -> None:
        body = f'{{"type":"post.write","thread_id":"{self.id}","body":"{WORD} parked"}}'
        with self.shop.database.writing() as tx:
            values = {"command_id": "p1", "actor_id": "amy", "body": body, "fault": "x", "at": 1}
            tx.execute(parked.insert(), values)

    def row(self) -> IssueRow:
        with self.shop.database.reading() as connection:
            found = SqlView(connection).get(IssueRow, self.id)
        assert found is not None
        return found

    def release(self) -> None:
        holds = [r for r in self.shop.all_rows() if isinstance(r, HoldRow) and r.is_active]
        seen = tuple(SeenHold(id=hold.id, version=hold.version) for hold in holds)
        assert self.shop.do("fiona", ReleaseHolds(holds=seen)).code == ""

    def delete(self) -> Receipt:
        typed = code(RecordKind.ISSUE, self.row().number, self.id)
        command = DeleteIssue(issue_id=self.id, typed=typed, reason=ErasureReason.LEGAL)
        return self.shop.do("adam", command)


@pytest.fixture
def complaint(shop: Shop, tmp_path: Path) -> Complaint:
    blobs = Blobs(tmp_path / "blobs")
    made = Complaint(shop, blobs, Eraser(shop.database, blobs))
    made.arrange()
    return made


def of_issue(shop: Shop) -> list[object]:
    return [row for row in shop.all_rows() if WORD in repr(row)]


def test_active_holds_keep_the_issue_on_the_server_too(complaint: Complaint) -> None:
    """ISS-65, A18: blocked while pay is held."""
    receipt = complaint.delete()
    assert (receipt.result, receipt.code) == (Result.REJECTED, "wrong_status")
    assert complaint.row().number is not None


def test_no_row_keeps_a_word_and_holds_and_their_events_stay(complaint: Complaint) -> None:
    """ISS-65, A18."""
    complaint.release()
    before = [r for r in complaint.shop.all_rows() if isinstance(r, HoldEventRow)]
    assert of_issue(complaint.shop)
    assert complaint.delete().result is Result.OK
    assert of_issue(complaint.shop) == []
    rows = complaint.shop.all_rows()
    after = [r for r in rows if isinstance(r, HoldEventRow)]
    assert [event for event in after if event in before] == before
    assert {event.reason for event in after if event not in before} == {"Issue deleted"}
    holds = [r for r in rows if isinstance(r, HoldRow)]
    assert {(h.issue_id, h.reason, h.state) for h in holds} == {
        (complaint.id, "Deleted issue", HoldState.RELEASED)
    }
    assert [r.id for r in rows if isinstance(r, ErasureRow)] == [complaint.id]
    (visit,) = (r for r in rows if isinstance(r, AppointmentRow))
    assert (visit.title, visit.issue_id) == ("Visit", None)


def test_every_desk_is_told_that_the_rows_left(complaint: Complaint) -> None:
    """ISS-65: gone on all replicas at the next contact; the digest agrees."""
    desks = [Replica(complaint.shop, name) for name in ("amy", "adam", "liam", "fiona")]
    for desk in desks:
        desk.pull()
        assert any(WORD in repr(row) for row in desk.rows.values())
    complaint.release()
    complaint.delete()
    for desk in desks:
        desk.pull()
        assert not [row for row in desk.rows.values() if WORD in repr(row)], desk.name
        assert desk.is_right(), desk.name


def test_the_history_loses_the_words_and_stays_whole(complaint: Complaint) -> None:
    """ISS-65, AUD-06: tombstones name what was erased, `verify-audit` passes."""
    complaint.release()
    complaint.delete()
    with complaint.shop.database.reading() as connection:
        lines = connection.execute(select(audit)).all()
        answers = connection.execute(select(commands.c.detail)).scalars().all()
        bodies = connection.execute(select(parked.c.body)).scalars().all()
    assert not [line for line in lines if WORD in (line.changes or "")]
    assert {line.row_id for line in lines if line.entity == TOMBSTONE} == {
        str(line.n) for line in lines if line.changes is None
    }
    assert all(line.salt is None for line in lines if line.changes is None)
    assert not [text for text in (*answers, *bodies) if WORD in text]
    assert verify(complaint.shop.database).wrong is None
    (left,) = (line for line in lines if line.entity == "erasure")
    assert "legal" in left.changes


def test_who_worked_on_it_has_one_notice_and_it_says_nothing(complaint: Complaint) -> None:
    """ISS-65: assigned users notified."""
    complaint.release()
    complaint.delete()
    told = [r for r in complaint.shop.all_rows() if isinstance(r, NoticeRow)]
    about = [r for r in told if r.about_id == complaint.id]
    assert {r.recipient_id for r in about} == {"liam", "zoe"}
    assert {r.title for r in about} == {"CMP-00001 was deleted forever"}


def test_files_nobody_else_means_are_deleted_and_others_stay(complaint: Complaint) -> None:
    """ISS-65: blobs gone on the server."""
    shop, other = complaint.shop, fresh_id()
    letter = hashlib.sha256(LETTER).hexdigest()
    same = (NewAttachment(fresh_id(), "same.pdf", "application/pdf", len(LETTER), letter),)
    write = WritePost(
        post_id=other,
        thread_id=complaint.booking,
        body="",
        visibility=Visibility.STAFF,
        attachments=same,
    )
    assert shop.do("amy", write).code == ""
    complaint.release()
    complaint.delete()
    assert complaint.eraser.settle()
    assert complaint.blobs.size(hashlib.sha256(PICTURE).hexdigest()) is None
    assert complaint.blobs.size(letter) == len(LETTER), "a booking has it, too"


def test_a_server_that_died_in_between_goes_on_at_its_next_start(complaint: Complaint) -> None:
    complaint.release()
    complaint.delete()
    database = Database(complaint.shop.database.url)
    next_life = Eraser(database, complaint.blobs)
    assert next_life.settle()
    database.close()
    assert complaint.blobs.size(hashlib.sha256(PICTURE).hexdigest()) is None


def test_whatever_a_desk_still_sends_is_refused_with_a_reason(complaint: Complaint) -> None:
    """ISS-65: an offline desk loses nothing silently."""
    complaint.release()
    complaint.delete()
    late = WritePost(
        post_id=fresh_id(), thread_id=complaint.id, body="Late", visibility=Visibility.STAFF
    )
    (receipt,) = complaint.shop.push("fiona", envelope(1, late)).receipts
    assert (receipt.result, receipt.code) == (Result.REJECTED, "not_found")
    assert receipt.detail.startswith("CMP-00001 was deleted forever.")


def test_links_of_customers_to_the_issue_open_nothing(complaint: Complaint) -> None:
    portal = PortalLinks(complaint.shop.database, utc_now, "https://example.com")
    secret = portal.issue(complaint.customer, RecordKind.ISSUE, complaint.id).rpartition("/")[2]
    assert portal.look_up(secret) is not None
    complaint.release()
    complaint.delete()
    assert portal.look_up(secret) is None


def files_with(word: str, folder: Path) -> list[str]:
    def found() -> Iterator[str]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and word.encode() in path.read_bytes():
                yield str(path.relative_to(folder))

    return list(found())


def test_no_byte_of_it_is_left_in_the_files_of_the_server(
    complaint: Complaint, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """ISS-65. SQLite: database, log and files. PostgreSQL: every table and index on the disk;
    what the write-ahead log and its archives keep is told in the certificate."""
    database = complaint.shop.database
    folder = tmp_path if database.is_sqlite else data_folder(database)
    flush(database, request)
    assert files_with(WORD, folder)
    complaint.release()
    assert complaint.delete().result is Result.OK
    assert complaint.eraser.settle()
    flush(database, request)
    assert files_with(WORD, folder) == []
    assert files_with(WORD, tmp_path) == []


def test_a_reader_delays_the_end_and_nothing_is_lost_by_it(complaint: Complaint) -> None:
    database = complaint.shop.database
    complaint.release()
    complaint.delete()
    with database.reading() as connection:
        connection.execute(select(audit.c.n).limit(1)).all()
        assert not complaint.eraser.settle()
    assert complaint.eraser.settle()


def data_folder(database: Database) -> Path:
    """Where PostgreSQL keeps the tables and indexes of this one database."""
    where = "SELECT current_setting('data_directory'), oid FROM pg_database "
    with database.reading() as connection:
        found = connection.exec_driver_sql(f"{where} WHERE datname = current_database()").one()
    return Path(found[0]) / "base" / str(found[1])


def flush(database: Database, request: pytest.FixtureRequest) -> None:
    """Everything committed is in the files of the tables."""
    if database.is_sqlite:
        return
    postgres = request.getfixturevalue("postgres")
    with psycopg.connect(postgres._admin, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
