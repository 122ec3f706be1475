"""What goes wrong in an office, and the plain sentence and the way on that people get."""

from __future__ import annotations

import signal
import time

import psutil
import pytest

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import CallOutcome, Direction, IssueStatus, Role
from sync_server.settings import from_environment
from sync_server.store.accounts import Accounts
from sync_server.store.actor import Actor
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.writer import Writer
from tests.support.desk import Desk, until
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

STRANGER = "+61255509998"
CLEAR = (b"Olivia", b"said to nobody")


@pytest.fixture(scope="module")
def sarah(home: House) -> Desk:
    return home.desk("agent")


def open_olivia(desk: Desk) -> None:
    desk.key("Ctrl+K")
    desk.write("olivia smith")
    until(lambda: desk.is_shown("search_results"), 10, "search results")
    desk.key("Return")
    is_at(desk, "Olivia Smith")


def is_at(desk: Desk, name: str) -> None:
    """Until this customer's page is in view: another's may have been before."""
    until(lambda: name in desk.texts("customer_head"), 10, f"{name}'s page")


def engine_of(desk: Desk) -> psutil.Process:
    children = psutil.Process(desk.process.pid).children(recursive=True)
    return next(c for c in children if "softphone" in c.cmdline())


def test_a_wrong_password_is_said_in_words_and_the_name_stays(home: House):
    wrong = {"server": home.url, "email": home.story["finance"], "password": "not this one"}
    desk = Desk(home.folder / "grace", wrong, home.environment)
    desk.wait_for("sign_in_problem")
    assert "do not match" in desk.text("sign_in_problem")
    desk.write(home.story["password"], "sign_in_password")
    desk.close()


def test_a_server_that_does_not_answer_is_said_in_words(home: House):
    nowhere = {"server": "http://127.0.0.1:9", "email": "a@b.example", "password": "whatever"}
    desk = Desk(home.folder / "lost", nowhere, home.environment)
    desk.wait_for("sign_in_problem")
    assert "does not answer" in desk.text("sign_in_problem")
    desk.close()


def test_the_phone_dies_in_a_call_and_the_window_and_the_note_live(home: House, sarah: Desk):
    caller = home.call(None)
    sarah.wait_for("call_card")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for("call_bar")
    is_at(sarah, "Olivia Smith")
    sarah.write("half a note", "composer_text")
    engine = engine_of(sarah)
    engine.send_signal(signal.SIGKILL)
    died = time.monotonic()
    sarah.wait_for_text("toast", "phone stopped")
    sarah.wait_for_text("call_bar", "your note is kept")
    until(lambda: "Phone ready" in sarah.spoken("phone_status"), 10, "registered again")
    assert time.monotonic() - died < 10
    assert engine_of(sarah).pid != engine.pid
    assert sarah.text("composer_text") == "half a note"
    caller.close()

    def ended() -> list[CallRow]:
        calls = home.rows(CallRow, answered_by_name="Sarah Lee")
        return [
            c for c in calls if c.ended_at and c.started_at and c.call_key.endswith("127.0.0.1")
        ]

    assert until(ended, 10, "an honest end in the log")
    sarah.write("The line broke off.", "call_note")
    sarah.key("Return")
    sarah.click("call_hang_up")
    until(lambda: not sarah.is_shown("call_bar"), 5, "put away")
    sarah.ask("clear", name="composer_text")


def test_an_outgoing_call_from_a_customers_page_is_logged_with_them(home: House, sarah: Desk):
    callee = home.callee()
    open_olivia(sarah)
    sarah.click("call_customer")
    sarah.wait_for("call_bar")
    until(lambda: "00:01" in sarah.texts("call_bar"), 10, "the clock runs")
    assert "Olivia Smith" in sarah.texts("call_bar")
    sarah.key("Ctrl+Shift+H")
    until(lambda: not sarah.is_shown("call_hang_up"), 5, "the call ends")
    assert callee.wait() == 0

    def logged() -> list[CallRow]:
        calls = home.rows(CallRow, direction=Direction.OUTBOUND)
        return [c for c in calls if c.ended_at is not None]

    (call,) = until(logged, 10, "the outgoing call in the log")
    (owner,) = home.rows(CustomerRow, id=call.customer_id)
    assert (owner.name, call.outcome) == ("Olivia Smith", CallOutcome.ANSWERED)


def test_a_stranger_becomes_a_customer_during_the_call(home: House, sarah: Desk):
    caller = home.call(None, STRANGER)
    sarah.wait_for("call_card")
    assert "Not a customer yet" in " ".join(sarah.texts("call_card"))
    sarah.click("call_create_customer")
    sarah.wait_for("add_customer_name")
    sarah.write("Ada New", "add_customer_name")
    sarah.key("Return")
    until(lambda: not sarah.is_shown("add_customer_name"), 5, "the dialog is gone")
    sarah.key("Ctrl+Shift+A")
    sarah.wait_for("call_bar")
    assert "Ada New" in sarah.texts("call_bar")
    sarah.key("Ctrl+Shift+H")
    caller.wait()
    (point,) = until(lambda: home.rows(ContactPointRow, value=STRANGER), 10, "the new number")

    def linked() -> list[CallRow]:
        calls = home.rows(CallRow, number=STRANGER)
        return [c for c in calls if c.customer_id == point.customer_id and c.ended_at]

    assert until(linked, 10, "the call is the new customer's")


def test_the_phone_system_goes_and_comes_back(home: House, sarah: Desk):
    home.kill("pbx")
    until(lambda: "Phone ready" not in sarah.spoken("phone_status"), 60, "the pill tells")
    assert "phone" in sarah.spoken("phone_status").lower()
    home.start("pbx")
    until(lambda: "Phone ready" in sarah.spoken("phone_status"), 60, "ready again")


def test_a_change_refused_later_is_told_with_what_happened(home: House, sarah: Desk):
    open_olivia(sarah)
    sarah.key("Ctrl+2")
    until(lambda: sarah.rows("issues_grid"), 5, "issues")
    (issue,) = home.rows(IssueRow, number=10001)
    home.kill("serve")
    until(lambda: "Offline" in sarah.spoken("sync_status"), 60, "offline")
    at = next(n for n, row in enumerate(sarah.rows("issues_grid")) if row[0] == "CMP-10001")
    sarah.ask("click_row", name="issues_grid", row=at)
    sarah.wait_for("issue_to_awaiting_approval")
    sarah.click("issue_to_awaiting_approval")
    close_as_administrator(home, issue)
    home.start("serve")
    sarah.wait_for_text("banner", "closed by now", 90)
    sarah.click("banner_action", "I have read it")
    until(lambda: "I have read it" not in banners(sarah), 5, "read and gone")
    (now,) = home.rows(IssueRow, number=10001)
    assert now.status is IssueStatus.CLOSED


def banners(desk: Desk) -> list[str]:
    """What the topmost banner says; nothing when there is none."""
    return desk.texts("banner") if desk.is_shown("banner") else []


def close_as_administrator(home: House, issue: IssueRow) -> None:
    """What a colleague did meanwhile, by the same writer the server uses."""
    (admin,) = home.rows(StaffRow, role=Role.ADMIN)
    database = Database(f"sqlite:///{home.folder / 'server' / 'ringdesk.db'}")
    writer = Writer(database, Doorbell(database))
    command = MoveIssue(issue_id=issue.id, seen=issue.status, to=IssueStatus.CLOSED)
    actor = Actor(RowId(admin.id), admin.name, admin.role)
    receipt = writer.perform(actor, CommandId("0" * 31 + "1"), command)
    database.close()
    assert receipt.result == "ok"


def test_no_secret_lies_on_a_disk_in_clear_and_no_log_quotes_anybody(home: House):
    tom = home.desk("colleague")
    open_olivia(tom)
    tom.write("said to nobody but this desk", "composer_text")
    tom.ask("rest", milliseconds=300)
    tom.close()
    (staff,) = home.rows(StaffRow, email=home.story["colleague"])
    database = Database(f"sqlite:///{home.folder / 'server' / 'ringdesk.db'}")
    settings = from_environment(home.environment)
    sip_password = Accounts(database, settings).sip_password(staff.id)
    database.close()
    secrets = [home.story["password"].encode(), sip_password.encode()]
    for file in (path for path in home.folder.rglob("*") if path.is_file()):
        held = file.read_bytes()
        assert not [secret for secret in secrets if secret in held], file.name
    replica = home.folder / "tom"
    assert not [f for f in replica.rglob("*.db*") if any(word in f.read_bytes() for word in CLEAR)]
    bodies = [post.body for post in home.rows(PostRow) if len(post.body) > 12]
    for log in home.folder.glob("*.log"):
        text = log.read_text(errors="replace")
        assert not [word for word in ("half a note", "Ada New", *bodies) if word in text], log.name
