"""What the server's clock does to issues: once each, however often and wherever it looks."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from sync_server.app import build
from sync_server.contract.base import Row, RowId
from sync_server.contract.care import CustomerFlag, SetCustomerFlag
from sync_server.contract.complaints import SaveComplaintSettings
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issues import (
    EditIssue,
    IssueRow,
    MoveIssue,
    ReportIssue,
    WatchIssue,
)
from sync_server.contract.letters import LetterKind, SaveTemplate
from sync_server.contract.messages import MessageRow, Purpose, SendMessage
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import AddInvoice, InvoiceRow
from sync_server.contract.values import Channel, InvoiceStatus, IssueStatus, RecordKind, Role
from sync_server.notify.postman import postman_for
from sync_server.notify.upkeep import Upkeep
from sync_server.rules.clocks import settings_of
from sync_server.settings import MailSettings
from sync_server.store.view import SqlView
from tests.support.clock import HandClock
from tests.support.mail import mail_server
from tests.support.office import Office, fresh_id, settings_for

R = TypeVar("R", bound=Row)
H = timedelta(hours=1)
DAY = timedelta(days=1)
SYDNEY = "Australia/Sydney"
NINE = datetime(2026, 11, 22, 22, tzinfo=UTC)
"""Nine o'clock on Monday the 23rd in Sydney."""
WEEK = tuple(f"{day} 08:00-16:00" for day in ("mon", "tue", "wed", "thu", "fri"))


class Shop:
    """A business in Sydney; Liam's job for Ann has an issue that Amy owns and Ben watches."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.clock = HandClock(NINE - 20 * H)
        self.settings = settings_for(folder, database_url)
        self.office = Office(build(self.settings, self.clock))
        self.office.hire_all()
        self.office.hire("sue", Role.SUPERVISOR)
        self.ann = self.office.add_customer("Ann Lee")
        self.booking = self.office.add_booking(self.ann, "liam", title="Hall windows")
        self.change(time_zone=SYDNEY, hours=WEEK)
        self.upkeep = Upkeep(self.office.server)

    def change(self, **changes: object) -> None:
        with self.office.server.database.reading() as connection:
            now = settings_of(SqlView(connection))
        fields = {name: getattr(now, name) for name in now.__struct_fields__}
        del fields["id"], fields["version"]
        command = SaveComplaintSettings(seen_version=now.version, **(fields | changes))
        self.office.do("adam", command)

    def report(self, follow_up_on: str = "", about: RowId | None = None) -> RowId:
        issue_id = fresh_id()
        kind = RecordKind.INVOICE if about else RecordKind.BOOKING
        command = ReportIssue(
            issue_id=issue_id,
            record_kind=kind,
            record_id=about or self.booking,
            issue_type="Damage",
            owner_id=self.office.id("amy"),
            follow_up_on=follow_up_on,
        )
        self.office.do("ben", command)
        watch = WatchIssue(issue_id=issue_id, staff_id=self.office.id("ben"), is_on=True)
        self.office.do("ben", watch)
        return issue_id

    def edit(self, issue_id: RowId, field: str, old: str, new: str) -> None:
        command = EditIssue(issue_id=issue_id, edits=(FieldEdit(field, old, new),))
        self.office.do("adam", command)

    def close(self, issue_id: RowId) -> None:
        move = MoveIssue(issue_id=issue_id, seen=IssueStatus.NEW, to=IssueStatus.CLOSED)
        self.office.do("adam", move)

    def get(self, kind: type[R], row_id: RowId) -> R:
        with self.office.server.database.reading() as connection:
            row = SqlView(connection).get(kind, row_id)
        assert row is not None
        return row

    def all(self, kind: type[R]) -> list[R]:
        with self.office.server.database.reading() as connection:
            return SqlView(connection).where(kind)

    def told(self, words: str) -> list[str]:
        """Names of those whose feed has such a line, one for each line."""
        names = {self.office.id(name): name for name in ("amy", "ben", "fiona", "adam", "olive")}
        names[self.office.id("sue")] = "sue"
        rows = [row for row in self.all(NoticeRow) if words in row.title]
        return sorted(names[row.recipient_id] for row in rows)

    def look_until(self, until: datetime, every: timedelta = 4 * H) -> None:
        """The clock goes on, and the server looks now and then."""
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + every, until)
            self.upkeep.look()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_owner_is_reminded_once_at_nine_where_the_business_is(shop: Shop) -> None:
    """ISS-12, ISS-56, A36."""
    issue = shop.report(follow_up_on="2026-11-23")
    shop.look_until(NINE - timedelta(seconds=1))
    assert shop.told("To follow today") == []
    shop.clock.now = NINE
    shop.upkeep.look()
    shop.upkeep.look()
    Upkeep(shop.office.server).look()
    shop.look_until(NINE + 10 * H)
    assert shop.told("To follow today") == ["amy"]
    row = shop.get(IssueRow, issue)
    assert (row.reminded_on, row.reminders) == ("2026-11-23", 1)


def test_two_servers_remind_once(shop: Shop) -> None:
    shop.report(follow_up_on="2026-11-23")
    shop.clock.now = NINE
    others = [Upkeep(shop.office.server) for _ in range(3)]
    for each in (*others, shop.upkeep):
        each.look()
    assert len(shop.told("To follow today")) == 1


def test_it_is_said_again_on_each_working_day_five_times_and_then_to_administrators(
    shop: Shop,
) -> None:
    """A36: Monday to Friday, not on Saturday and Sunday, then once to those who run the place."""
    shop.change(holidays=("2026-11-25 Show Day",))
    issue = shop.report(follow_up_on="2026-11-23")
    shop.look_until(NINE + 5 * DAY)
    assert shop.told("To follow today") == ["amy"] * 4, "Mon, Tue, Thu, Fri"
    shop.look_until(NINE + 20 * DAY)
    assert shop.told("To follow today") == ["amy"] * 5
    assert shop.told("Nobody followed up") == ["adam", "olive"]
    assert shop.get(IssueRow, issue).reminders == 6


def test_a_day_on_a_weekend_is_reminded_of_on_that_day(shop: Shop) -> None:
    """A36: on the date, whatever day that is."""
    shop.report(follow_up_on="2026-11-28")
    shop.look_until(NINE + 5 * DAY)
    assert shop.told("To follow today") == ["amy"]
    shop.look_until(NINE + 6 * DAY + 12 * H)
    assert shop.told("To follow today") == ["amy"], "not on Sunday"
    shop.look_until(NINE + 7 * DAY)
    assert shop.told("To follow today") == ["amy", "amy"]


def test_a_cleared_mark_ends_the_reminders_and_so_does_closing(shop: Shop) -> None:
    """ISS-12, ISS-55."""
    cleared, closed = (shop.report(follow_up_on="2026-11-24") for _ in range(2))
    shop.edit(cleared, "follow_up_required", "1", "")
    shop.close(closed)
    shop.look_until(NINE + 8 * DAY)
    assert shop.told("To follow today") == []


def test_another_day_begins_the_reminders_anew(shop: Shop) -> None:
    issue = shop.report(follow_up_on="2026-11-23")
    shop.look_until(NINE)
    shop.edit(issue, "follow_up_on", "2026-11-23", "2026-11-26")
    shop.look_until(NINE + 2 * DAY)
    assert len(shop.told("To follow today")) == 1
    shop.look_until(NINE + 3 * DAY)
    assert len(shop.told("To follow today")) == 2


def test_an_issue_nobody_acknowledges_is_told_of_at_its_target_and_at_its_breach(
    shop: Shop,
) -> None:
    """ISS-70, A19: to the owner, the watchers and supervisors, once each."""
    shop.report()
    start = shop.clock.now
    shop.look_until(start + 23 * H)
    assert shop.told("is not acknowledged yet") == []
    shop.look_until(start + 47 * H)
    assert shop.told("is not acknowledged yet") == ["amy", "ben", "sue"]
    shop.look_until(start + 60 * H)
    Upkeep(shop.office.server).look()
    assert shop.told("should have been acknowledged") == ["amy", "ben", "sue"]
    assert shop.told("is not acknowledged yet") == ["amy", "ben", "sue"]


def test_an_acknowledged_issue_is_not_told_of(shop: Shop) -> None:
    issue = shop.report()
    ack = SendMessage(
        message_id=fresh_id(),
        customer_id=shop.ann,
        channel=Channel.EMAIL,
        address="ann@example.org",
        subject="We have it",
        body="We see to it.",
        record_kind=RecordKind.ISSUE,
        record_id=issue,
        purpose=Purpose.ACKNOWLEDGEMENT,
    )
    shop.office.do("amy", ack)
    shop.look_until(shop.clock.now + 3 * DAY)
    assert shop.told("acknowledged") == []


def test_the_end_of_the_time_to_put_it_right_is_told_once(shop: Shop) -> None:
    """ISS-70: forty hours of work, five days of eight hours."""
    issue = shop.report()
    due = shop.get(IssueRow, issue).resolve_due_at
    assert due is not None
    shop.look_until(due - H)
    assert shop.told("put right") == []
    shop.look_until(due + 3 * DAY)
    assert shop.told("put right") == ["amy", "ben", "sue"]


def test_what_ran_out_long_ago_is_no_news(shop: Shop) -> None:
    """A server that was off for a month does not shout."""
    shop.report()
    shop.clock.advance(40 * DAY)
    shop.upkeep.look()
    assert shop.told("acknowledged") == []
    assert shop.told("put right") == []


def test_an_overdue_invoice_with_an_open_issue_is_told_every_day_and_after_a_week_to_admins(
    shop: Shop,
) -> None:
    """ISS-04, A37: finance and the owner daily, administrators once at seven days."""
    invoice = fresh_id()
    command = AddInvoice(
        invoice_id=invoice,
        customer_id=shop.ann,
        title="Windows",
        total_cents=41_200,
        due_at=NINE - 4 * H,
    )
    shop.office.do("fiona", command)
    issue = shop.report(about=invoice)
    shop.look_until(NINE + 2 * DAY + 2 * H)
    assert shop.get(InvoiceRow, invoice).status is InvoiceStatus.OVERDUE
    assert shop.told("Overdue invoice") == ["amy"] * 3 + ["fiona"] * 3
    assert shop.told("Overdue for a week") == []
    shop.look_until(NINE + 9 * DAY)
    assert shop.told("Overdue for a week") == ["adam", "olive"]
    assert len(shop.told("Overdue invoice")) == 20
    shop.close(issue)
    shop.look_until(NINE + 12 * DAY)
    assert len(shop.told("Overdue invoice")) == 20


def test_an_issue_about_the_booking_of_an_overdue_invoice_counts_as_well(shop: Shop) -> None:
    invoice = fresh_id()
    command = AddInvoice(
        invoice_id=invoice,
        customer_id=shop.ann,
        title="Windows",
        total_cents=41_200,
        booking_id=shop.booking,
        due_at=NINE - 4 * H,
    )
    shop.office.do("fiona", command)
    shop.report()
    shop.look_until(NINE + H)
    assert shop.told("Overdue invoice") == ["amy", "fiona"]


def letters(shop: Shop) -> list[MessageRow]:
    return [row for row in shop.all(MessageRow) if row.purpose is Purpose.REMINDER]


def test_fieldworkers_are_reminded_of_open_complaints_on_weekday_mornings_once_a_day(
    shop: Shop,
) -> None:
    """TPL-05."""
    shop.report()
    shop.report()
    shop.look_until(NINE + 4 * DAY + 12 * H, every=H)
    assert len(letters(shop)) == 5
    Upkeep(shop.office.server).look()
    shop.look_until(NINE + 6 * DAY, every=H)
    assert len(letters(shop)) == 5, "none on the weekend"
    first = min(letters(shop), key=lambda row: str(row.written_at))
    assert (first.staff_id, first.address) == (shop.office.id("liam"), "liam@example.org")
    assert first.subject == "Your open complaints"
    assert "Hello Liam,\n" in first.body
    about = "Damage, Hall windows, open for 1 day"
    assert f"- CMP-00001 {about}\n- CMP-00002 {about}" in first.body
    assert first.body.endswith("Bright Clean")


def test_who_has_nothing_open_is_not_written_to(shop: Shop) -> None:
    shop.close(shop.report())
    shop.look_until(NINE + DAY)
    assert letters(shop) == []


def test_the_reminder_says_what_its_template_says(shop: Shop) -> None:
    """TPL-05: its template is the office's to write."""
    template = SaveTemplate(
        template_id=RowId(LetterKind.REMINDER),
        seen_version=-1,
        letter=LetterKind.REMINDER,
        name="Open complaints",
        channel=Channel.EMAIL,
        subject="{{worker_first_name}}, please look",
        body="{{open_complaints}}",
    )
    shop.office.do("adam", template)
    shop.report()
    shop.look_until(NINE)
    (written,) = letters(shop)
    assert written.subject == "Liam, please look"
    assert written.body == "- CMP-00001 Damage, Hall windows, open for 1 day"


def test_a_colleagues_reminder_goes_out_though_the_customers_messages_are_paused(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path)
    paused = CustomerFlag.AUTO_MESSAGES_PAUSED
    shop.office.do("amy", SetCustomerFlag(customer_id=shop.ann, flag=paused, is_on=True))
    shop.report()
    shop.look_until(NINE)
    with mail_server() as mail:
        way = MailSettings("127.0.0.1", mail.port, "office@bright.example", "Bright Clean")
        server = dataclasses.replace(
            shop.office.server, settings=dataclasses.replace(shop.settings, mail=way)
        )
        assert postman_for(server).send_due() == 1
        assert mail.recipients == ["liam@example.org"]


def test_both_databases_find_what_is_due(tmp_path: Path, database_url: str) -> None:
    shop = Shop(tmp_path, database_url)
    shop.report(follow_up_on="2026-11-23")
    shop.look_until(NINE + 2 * DAY, every=12 * H)
    assert shop.told("To follow today") == ["amy"] * 3
    assert shop.told("is not acknowledged yet") == ["amy", "ben", "sue"]
    shop.office.server.database.close()
