"""One append-only history: written with the rows, chained, and any later touch is found."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import Connection, Executable, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from sync_server.__main__ import main
from sync_server.contract.base import DeviceId, RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.customers import AddContactPoint, CustomerNoteRow, NewContactPoint
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import ChangePostVisibility, EditPost, RemovePost, WritePost
from sync_server.contract.values import ContactKind, Role, Visibility
from sync_server.contract.wire import Result, SignIn
from sync_server.rules import decide
from sync_server.settings import Settings
from sync_server.store import tables
from sync_server.store.accounts import Accounts, NewStaff
from sync_server.store.audit import at_console, erase
from sync_server.store.bulk import bring_in
from sync_server.store.chain import START
from sync_server.store.database import Database
from sync_server.store.verifying import Verdict, Wrong, told, verify
from tests.server.shop import Shop, envelope, fresh_id, person
from tests.support.office import PASSWORD, settings_for

AUDIT = tables.audit
GUARDS = (
    "audit_keeps_updates_out",
    "audit_keeps_deletes_out",
    "audit_takes_the_next_only",
    "audit_keeps_changes_out",
    "audit_keeps_truncates_out",
)


def lines(shop: Shop, entity: str = "") -> list[tuple[object, ...]]:
    with shop.database.reading() as connection:
        found = connection.execute(select(AUDIT).order_by(AUDIT.c.n)).all()
    return [line for line in found if not entity or line.entity == entity]


def changes(line) -> dict[str, list[object]]:
    return msgspec.json.decode(line.changes)


def write(shop: Shop, thread: RowId, body: str = "The key is under the mat.") -> RowId:
    post_id = fresh_id()
    command = WritePost(
        post_id=post_id, thread_id=thread, body=body, visibility=Visibility.INTERNAL
    )
    assert shop.do("amy", command).code == ""
    return post_id


def with_guards_off(tx: Connection) -> None:
    """What somebody with the database's own password could do."""
    if tx.dialect.name == "sqlite":
        for name in GUARDS:
            tx.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        tx.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))


def tamper(shop: Shop, *statements: Executable) -> Verdict:
    with shop.database.writing() as tx:
        with_guards_off(tx)
        for statement in statements:
            tx.execute(statement)
    return verify(shop.database)


def put(line: int, **values: object) -> Executable:
    return update(AUDIT).where(AUDIT.c.n == line).values(**values)


def take_out(n: int) -> Executable:
    return delete(AUDIT).where(AUDIT.c.n == n)


@pytest.fixture
def history(shop: Shop) -> Shop:
    """A shop in which some things happened."""
    customer = shop.add_customer()
    shop.add_booking(customer, "liam")
    post = write(shop, customer)
    assert shop.do("amy", EditPost(post_id=post, body="The key is with Ben.")).code == ""
    assert verify(shop.database).wrong is None
    return shop


def test_a_post_is_told_with_author_time_edits_visibility_and_deletion(shop: Shop) -> None:
    """AUD-01."""
    post = write(shop, shop.add_customer())
    shop.do("amy", EditPost(post_id=post, body="The key is with Ben."))
    shop.do("amy", ChangePostVisibility(post_id=post, visibility=Visibility.STAFF, seen_version=1))
    shop.do("adam", RemovePost(post_id=post))
    written, edited, shown, removed = lines(shop, "post")
    assert (written.actor_id, written.actor_name, written.actor_role) == ("amy", "Amy", Role.AGENT)
    assert written.at == to_ms(shop.clock())
    assert changes(written)["body"] == [None, "The key is under the mat."]
    assert changes(edited)["body"] == ["The key is under the mat.", "The key is with Ben."]
    assert changes(shown)["visibility"] == ["internal", "staff"]
    assert changes(removed)["removed"] == [0, 1]
    assert (removed.actor_id, removed.kind) == ("adam", "post.remove")


def test_a_line_tells_only_what_changed_and_whose_it_is(shop: Shop) -> None:
    """AUD-02, TML-10."""
    customer = shop.add_customer()
    point = NewContactPoint(fresh_id(), ContactKind.PHONE, "+61412555018")
    receipt = shop.do("amy", AddContactPoint(customer_id=customer, contact_point=point))
    (line,) = lines(shop, "contact_point")
    assert (line.customer_id, line.row_id) == (customer, point.id)
    assert line.command_id == receipt.id
    assert changes(line)["value"] == [None, "+61412555018"]
    shop.do("adam", ChangeRole(staff_id=person("amy").id, role=Role.FINANCE))
    *_, changed = lines(shop, "staff")
    assert changes(changed) == {"version": [0, 1], "role": ["agent", "finance"]}


def test_what_the_office_notes_belongs_to_its_customer(shop: Shop) -> None:
    customer = shop.add_customer()
    shop.put(CustomerNoteRow(customer, 1, note="Rings twice"))
    *_, line = lines(shop, "customer_note")
    assert line.customer_id == customer


def test_lines_are_numbered_without_gaps_and_a_retry_writes_none(shop: Shop) -> None:
    sent = envelope(1, WritePost(
        post_id=fresh_id(), thread_id=shop.add_customer(), body="Hi", visibility=Visibility.STAFF
    ))  # fmt: skip
    shop.push("amy", sent)
    before = lines(shop)
    shop.push("amy", sent)
    assert lines(shop) == before
    assert [line.n for line in before] == list(range(1, len(before) + 1))


def test_what_was_refused_is_no_history(shop: Shop) -> None:
    post = write(shop, shop.add_customer())
    before = len(lines(shop))
    assert shop.do("fiona", EditPost(post_id=post, body="x")).result is Result.REJECTED
    assert len(lines(shop)) == before


def test_what_we_failed_on_is_no_history(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    post = write(shop, shop.add_customer())
    before = len(lines(shop))
    monkeypatch.setitem(decide.RULES, EditPost, broken)
    reply = shop.push("amy", envelope(1, EditPost(post_id=post, body="x")))
    assert [receipt.result for receipt in reply.receipts] == [Result.PARKED]
    caplog.clear()
    assert len(lines(shop)) == before


def test_signing_in_and_out_is_history(database: Database, tmp_path) -> None:
    """AUD-02: kept though no row anybody sees changes."""
    settings: Settings = settings_for(tmp_path)
    accounts = Accounts(database, settings)
    staff_id = accounts.add_staff(NewStaff("Amy", "amy@example.org", Role.AGENT, PASSWORD))
    ask = SignIn("amy@example.org", PASSWORD, DeviceId("d"), "Desk 3")
    token = accounts.sign_in(ask, "127.0.0.1").token
    accounts.sign_out(token)
    accounts.sign_out(token)
    with database.reading() as connection:
        found = connection.execute(select(AUDIT).order_by(AUDIT.c.n)).all()
    told_kinds = [(line.kind, line.entity, line.row_id) for line in found]
    assert told_kinds == [
        ("staff.add", "staff", staff_id),
        ("account.sign_in", "sign_in", staff_id),
        ("account.sign_out", "sign_in", staff_id),
    ]
    assert "password" not in "".join(line.changes for line in found)


def test_rows_brought_in_at_once_begin_without_history(shop: Shop) -> None:
    before = len(lines(shop))
    bring_in(shop.database, [CustomerNoteRow(fresh_id(), 0, note="old")], RowId("seed"))
    assert len(lines(shop)) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor_id = 'ben' WHERE n = 3",
        "UPDATE audit SET changes = '{}' WHERE n = 3",
        "UPDATE audit SET changes = NULL, salt = NULL, actor_name = NULL WHERE n = 3",
        "UPDATE audit SET n = 99 WHERE n = 3",
        "DELETE FROM audit WHERE n = 3",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_updates_and_deletes(history: Shop, statement: str) -> None:
    """AUD-02."""
    before = lines(history)
    with pytest.raises(DatabaseError, match="append-only"), history.database.writing() as tx:
        tx.execute(text(statement))
    assert lines(history) == before


def test_replacing_or_truncating_is_refused_too(history: Shop) -> None:
    if history.database.is_sqlite:
        statement = "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE n = 3"
    else:
        statement = "TRUNCATE audit"
    before = lines(history)
    with pytest.raises(DatabaseError, match="append-only"), history.database.writing() as tx:
        tx.execute(text(statement))
    assert lines(history) == before


COLUMNS = [column.name for column in AUDIT.columns if column.name != "n"]


@pytest.mark.parametrize("column", COLUMNS)
def test_one_changed_byte_in_any_column_is_found(history: Shop, column: str) -> None:
    """AUD-01."""
    was = getattr(lines(history)[8], column)
    verdict = tamper(history, put(9, **{column: was + 1 if column == "at" else f"{was or ''}x"}))
    content = column in {"actor_name", "changes", "salt"}
    assert verdict.broken_at == 9
    assert verdict.wrong is (Wrong.CONTENT if content else Wrong.CHANGED)


@pytest.mark.parametrize("n", [1, 5])
def test_a_missing_line_is_found(history: Shop, n: int) -> None:
    verdict = tamper(history, take_out(n))
    assert (verdict.broken_at, verdict.wrong) == (n, Wrong.MISSING)


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, 8)])
def test_two_lines_that_changed_places_are_found(history: Shop, one: int, other: int) -> None:
    verdict = tamper(history, put(one, n=-1), put(other, n=one), put(-1, n=other))
    assert (verdict.broken_at, verdict.wrong) == (one, Wrong.MOVED)


def test_a_cut_end_is_found_by_whoever_noted_the_head(history: Shop) -> None:
    noted = verify(history.database).head
    write(history, history.add_customer("Ben"))
    assert verify(history.database, noted).wrong is None
    assert verify(history.database, START).wrong is None
    last = len(lines(history))
    newest = verify(history.database).head
    assert tamper(history, take_out(last)).wrong is None
    verdict = verify(history.database, newest)
    assert (verdict.broken_at, verdict.wrong) == (last, Wrong.CUT)
    assert verify(history.database, noted).wrong is None


def test_content_that_is_only_gone_is_found(history: Shop) -> None:
    verdict = tamper(history, put(8, changes=None, salt=None, actor_name=None))
    assert (verdict.broken_at, verdict.wrong) == (8, Wrong.ERASED)


def test_content_that_is_half_gone_is_found(history: Shop) -> None:
    verdict = tamper(history, put(8, salt=None))
    assert (verdict.broken_at, verdict.wrong) == (8, Wrong.CONTENT)


def test_erased_content_is_gone_and_named_and_the_chain_holds(history: Shop) -> None:
    noted = verify(history.database).head
    numbers = [line.n for line in lines(history, "post")]
    with history.database.writing() as tx:
        deed = at_console(to_ms(history.clock()), "customer.erase")
        assert erase(tx, deed, numbers) == 2
        assert erase(tx, deed, numbers) == 0
    assert verify(history.database, noted).wrong is None
    kept = "".join(str(value) for line in lines(history) for value in line)
    assert "under the mat" not in kept
    tombstones = [line.row_id for line in lines(history, "audit")]
    assert tombstones == [str(n) for n in numbers]


def test_a_tombstone_cannot_be_erased_nor_name_a_line_to_come(history: Shop) -> None:
    with history.database.writing() as tx:
        deed = at_console(to_ms(history.clock()), "customer.erase")
        erase(tx, deed, [3])
        (stone,) = tx.execute(select(AUDIT.c.n).where(AUDIT.c.entity == "audit")).scalars()
        assert erase(tx, deed, [stone]) == 0
    ends = put(stone, changes=None, salt=None, actor_name=None)
    with pytest.raises(DatabaseError, match="append-only"), history.database.writing() as tx:
        tx.execute(ends)


def test_the_verdict_says_the_head_and_what_is_wrong(history: Shop) -> None:
    verdict = verify(history.database)
    assert told(verdict).splitlines() == [
        f"The history is whole: {verdict.lines} lines.",
        f"Head after line {verdict.lines}: {verdict.head}",
    ]
    broken = tamper(history, take_out(5))
    assert told(broken).startswith("The history is broken at line 5: a line is missing here.\n")


def test_an_empty_history_is_whole(database: Database) -> None:
    assert verify(database) == Verdict(0, START)


def test_the_command_line_answers_with_its_exit_code(
    history: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    """AUD-01: `ringdesk-server verify-audit`."""
    monkeypatch.setenv("RINGDESK_DATA_DIR", str(tmp_path))
    url = history.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("RINGDESK_DATABASE_URL", url)
    head = verify(history.database).head
    assert main(["verify-audit", "--head", head]) == 0
    assert head in capsys.readouterr().out
    tamper(history, put(2, actor_id="ben"))
    assert main(["verify-audit"]) == 1
    assert "broken at line 2: a byte of this line was changed" in capsys.readouterr().out


def test_a_database_without_history_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    monkeypatch.setenv("RINGDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RINGDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert main(["verify-audit"]) == 1
    assert "keeps no history yet" in capsys.readouterr().out
