"""A right taken away while a desk is open: nothing of it stays in any file of that desk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.replica.connection import Durability, connect
from desktop.replica.database import FILE
from desktop.replica.search import search
from desktop.replica.timeline import timeline
from desktop.rights import Rights
from desktop.shell.tabs_kept import TabKept, read, write
from sync_server.contract.access import SavePermissions
from sync_server.contract.base import RowId
from sync_server.contract.customers import FieldEdit
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import AddBooking, AddInvoice, EditRecord, InvoiceRow
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import Module, NoticeModule, RecordKind, Role, Verb, Visibility
from sync_server.rules import access
from sync_server.rules.effects import Refused
from sync_server.store.audit import at_console
from sync_server.store.change import write_change
from sync_server.store.sequence import take_seq
from sync_server.store.view import SqlView
from tests.support.office import PASSWORD, Office, fresh_id, running, settings_for
from tests.support.real_desk import RealDesk, wait_for

MARKER = "Qxzvj"
WITHIN_SECONDS = 5.0
NO_INVOICES = tuple(
    sorted(right for right in access.DEFAULTS[Role.AGENT] if not right.startswith("invoices:"))
)
USUAL = tuple(sorted(access.DEFAULTS[Role.AGENT]))


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


def let(office: Office, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """An administrator saves the rights of agents."""
    office.do("adam", SavePermissions(role=Role.AGENT, seen=before, grants=after))


def in_files(folder: Path, marker: str = MARKER) -> list[str]:
    """Files that hold the marker, byte for byte, in any spelling that SQLite or JSON gives it."""
    wanted, found = marker.encode().lower(), []
    for path in folder.rglob("*"):
        # The desk is at work: what it removes between two looks is gone, and that is the point.
        with suppress(FileNotFoundError):
            if path.is_file() and path.suffix != ".db-shm" and wanted in path.read_bytes().lower():
                found.append(path.name)
    return found


def letters(desk: RealDesk, marker: str = MARKER) -> set[str]:
    """Which three letters of the marker stand in the search index, deleted documents included."""
    db = connect(desk.profile.replica.folder / FILE, None, Durability.NORMAL)
    try:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, _search, row)")
        terms = {str(term) for (term,) in db.execute("SELECT term FROM temp.words")}
    finally:
        db.close()
    return {marker[i : i + 3].lower() for i in range(len(marker) - 2)} & terms


def arrange(office: Office, desk: RealDesk) -> tuple[RowId, RowId]:
    """A customer with invoices full of the marker, some of it written at this desk."""
    customer = office.add_customer("Olivia Smith", "+61491570156")
    invoice = fresh_id()
    office.do(
        "ben",
        AddInvoice(
            invoice_id=invoice,
            customer_id=customer,
            title=f"{MARKER} works",
            total_cents=4200,
            description=f"{MARKER} at length",
        ),
    )
    notice = NoticeRow(
        id=fresh_id(),
        recipient_id=office.id("amy"),
        module=NoticeModule.POSTS,
        text=f"{MARKER} was answered",
        about_id=invoice,
    )
    with office.server.database.writing() as tx:
        write_change(
            tx, SqlView(tx), (notice,), take_seq(tx, RowId("system"), 0), at_console(0, "put")
        )
    desk.start()
    wait_for(lambda: desk.store.view.get(InvoiceRow, invoice) is not None, "the invoice")
    edit = FieldEdit(field="title", old=f"{MARKER} works", new=f"{MARKER} work")
    desk.store.do(EditRecord(record_kind=RecordKind.INVOICE, record_id=invoice, edits=(edit,)))
    desk.store.do(
        WritePost(
            post_id=fresh_id(),
            thread_id=invoice,
            body=f"{MARKER} says the customer",
            visibility=Visibility.INTERNAL,
        )
    )
    desk.store.do(
        AddInvoice(
            invoice_id=fresh_id(), customer_id=customer, title=f"{MARKER} again", total_cents=1
        )
    )
    desk.store.set_draft(f"post:{invoice}", f"{MARKER} half a thought")
    desk.store.set_draft(f"form:{invoice}", f"{MARKER} in its form")
    desk.store.set_draft(f"form:new:invoice:{customer}", f"{MARKER} in a new one")
    desk.store.set_draft(f"message {customer} email {invoice}", f"{MARKER} to the customer")
    tab = TabKept("records", f"INV-00001 {MARKER}", "invoice", invoice)
    desk.store.set_setting("tabs", write((tab, TabKept("customers", "Customers")), 0))
    (desk.profile.generations.directory / "files").mkdir(exist_ok=True)
    (desk.profile.generations.directory / "files" / ("a" * 64)).write_text(f"{MARKER}.pdf")
    wait_for(lambda: desk.profile.outbox.waiting() == 0, "everything sent")
    wait_for(lambda: len(desk.store.view.where(InvoiceRow)) == 2, "both invoices")
    wait_for(lambda: bool(letters(desk)), "the search index")
    return customer, invoice


def traces(desk: RealDesk) -> list[str]:
    """Where something of the invoices still is."""
    rows = [row.id for row in desk.store.view.where(InvoiceRow)]
    found = [one.title for one in search(desk.store.reader(), MARKER)]
    files = in_files(desk.profile.generations.directory)
    return [*rows, *found, *files, *sorted(letters(desk))]


def is_free(desk: RealDesk) -> bool:
    return not traces(desk)


def test_five_seconds_after_a_right_is_gone_no_byte_of_it_is_on_the_open_desk(
    office: Office, amys: RealDesk
) -> None:
    """TML-29: rows, search, timeline, journal, drafts, files; a raw search of every file."""
    customer, invoice = arrange(office, amys)
    assert in_files(amys.profile.generations.directory)
    began = time.monotonic()
    let(office, USUAL, NO_INVOICES)
    wait_for(lambda: is_free(amys), "no trace of invoices")
    assert time.monotonic() - began < WITHIN_SECONDS, "the capability says five seconds"
    view = amys.store.view
    assert not view.where(PostRow, thread_id=invoice)
    shown = timeline(amys.store.reader(), customer)
    assert not [entry for entry in shown if MARKER in repr(entry)]
    tabs = read(amys.store.setting("tabs")).tabs
    assert [tab.title for tab in tabs] == ["", "Customers"], "what is open stays open, unnamed"
    rights = Rights(amys.store)
    assert not rights.sees(Module.INVOICES)
    assert not rights.may(AddInvoice)
    assert rights.may(AddBooking)
    with pytest.raises(Refused):
        amys.store.do(AddInvoice(invoice_id=fresh_id(), customer_id=customer, title="No"))


def test_a_right_given_back_fills_the_desk_again(office: Office, amys: RealDesk) -> None:
    """TML-29."""
    _customer, invoice = arrange(office, amys)
    let(office, USUAL, NO_INVOICES)
    wait_for(lambda: is_free(amys), "no trace of invoices")
    let(office, NO_INVOICES, USUAL)
    wait_for(lambda: len(amys.store.view.where(InvoiceRow)) == 2, "the invoices again")
    wait_for(lambda: bool(search(amys.store.reader(), MARKER)), "found again")
    assert amys.store.view.where(PostRow, thread_id=invoice)
    assert Rights(amys.store).has(Module.INVOICES, Verb.EDIT)
    wait_for(amys.is_up_to_date, "up to date")
    assert amys.profile.replica.digest()["invoice"][0] == 2


def test_a_desk_that_was_away_forgets_when_it_comes_back(
    tmp_path: Path, office: Office, amys: RealDesk
) -> None:
    """TML-29: offline meanwhile, with work on invoices waiting in the outbox."""
    customer, invoice = arrange(office, amys)
    amys.engine.stop()
    amys.store.do(
        WritePost(
            post_id=fresh_id(),
            thread_id=invoice,
            body=f"{MARKER} offline",
            visibility=Visibility.INTERNAL,
        )
    )
    amys.store.do(
        AddInvoice(
            invoice_id=fresh_id(), customer_id=customer, title=f"{MARKER} off", total_cents=1
        )
    )
    let(office, USUAL, NO_INVOICES)
    amys.stop()
    again = RealDesk(tmp_path / "amy", office.url, "amy@example.org", PASSWORD)
    try:
        assert again.store.view.where(InvoiceRow), "still there: it has not heard yet"
        again.start()
        wait_for(lambda: again.profile.outbox.waiting() == 0, "everything decided")
        wait_for(lambda: is_free(again), "no trace of invoices")
        with office.server.database.reading() as connection:
            posts = SqlView(connection).where(PostRow, thread_id=invoice)
        assert not [post for post in posts if "offline" in post.body], "refused by the server"
    finally:
        again.stop()


def test_notices_of_what_left_leave_too(office: Office, amys: RealDesk) -> None:
    """TML-29: a notice holds words of what it is about."""
    arrange(office, amys)
    assert [n for n in amys.store.view.where(NoticeRow) if MARKER in n.text]
    let(office, USUAL, NO_INVOICES)
    wait_for(lambda: is_free(amys), "no trace of invoices")
    assert not amys.store.view.where(NoticeRow)


def test_another_role_is_another_set_of_rows(office: Office, amys: RealDesk) -> None:
    """TML-29: an agent becomes a technician."""
    customer, _invoice = arrange(office, amys)
    office.add_booking(customer, title="Deep clean")
    office.do("adam", ChangeRole(staff_id=office.id("amy"), role=Role.TECHNICIAN))
    wait_for(lambda: is_free(amys), "no trace of invoices")
    rights = Rights(amys.store)
    assert rights.sees(Module.BOOKINGS)
    assert not rights.sees(Module.QUOTES)
