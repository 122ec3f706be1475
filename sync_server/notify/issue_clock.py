"""What the clock does to issues: days to follow, times that run out, the morning's reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.complaints import ComplaintSettingsRow
from sync_server.contract.issues import IssueAlarm, IssueRow, RaiseAlarm, RemindFollowUp
from sync_server.contract.messages import Purpose, WriteAutomatic
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, RecordKind, Role
from sync_server.rules.business_time import Calendar
from sync_server.rules.clocks import settings_of
from sync_server.rules.complaint_letters import reminder_letter
from sync_server.rules.complaint_reminder import STILL_OPEN, short_letter
from sync_server.rules.letter_values import business_of
from sync_server.rules.opening_hours import read_zone
from sync_server.store.due_records import disputed_invoices, issues_past, issues_to_follow
from sync_server.store.server import Server
from sync_server.store.view import SqlView

MORNING, NOON = time(9), time(12)
TELLS_WITHIN = timedelta(days=7)
"""What ran out before that (an import, a server that was off) is no news any more."""
A_WEEK = timedelta(days=7)


class Do(Protocol):
    """Carry a command out once; its id is made of what it is told."""

    def __call__(self, command: AnyCommand, /, *told: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Today:
    """The time where the business is."""

    now: datetime
    zone: ZoneInfo
    calendar: Calendar

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def day(self) -> date:
        return self.local.date()

    @property
    def is_past_nine(self) -> bool:
        return self.local.time() >= MORNING

    @property
    def is_working_morning(self) -> bool:
        return MORNING <= self.local.time() < NOON and self.calendar.is_working_day(self.day)


class IssueClock:
    """Part of the upkeep. Command ids are derived: several servers do everything once."""

    def __init__(self, server: Server, do: Do) -> None:
        self._server = server
        self._do = do
        self._raised: set[tuple[str, ...]] = set()
        """Alarms that stand and were raised: not asked of the database at every look."""
        self._reminded: date | None = None

    def look(self) -> int:
        """Do everything that is due; answers how much there was."""
        with self._server.database.reading() as connection:
            settings = settings_of(SqlView(connection))
        today = self._today(settings)
        done = self._raise_alarms(settings, today)
        if today.is_past_nine:
            done += self._follow_up(today)
        if today.is_working_morning and self._reminded != today.day:
            done += self._remind_workers(today)
            self._reminded = today.day
        return done

    def _today(self, settings: ComplaintSettingsRow) -> Today:
        """Until somebody chose a zone for complaints, that of the customers' pages."""
        is_chosen = settings.version >= 0
        zone = settings.time_zone if is_chosen else self._server.settings.time_zone
        calendar = Calendar.read(settings.hours, settings.holidays, zone)
        return Today(self._server.clock(), read_zone(zone), calendar)

    def _follow_up(self, today: Today) -> int:
        """On the day itself and on each working day after it (A36)."""
        day = today.day.isoformat()
        with self._server.database.reading() as connection:
            rows = issues_to_follow(connection, day)
        works = today.calendar.is_working_day(today.day)
        due = [row for row in rows if works or row.follow_up_on == day]
        return sum(
            self._do(RemindFollowUp(issue_id=row.id, day=day), "follow_up", row.id, day)
            for row in due
        )

    def _raise_alarms(self, settings: ComplaintSettingsRow, today: Today) -> int:
        with self._server.database.reading() as connection:
            past = issues_past(connection, today.now)
            disputed = disputed_invoices(connection) if today.is_past_nine else []
        wanted = [alarm for row in past for alarm in _run_out(settings, row, today.now)]
        wanted += [alarm for row in disputed for alarm in _overdue(*row, today)]
        keys = {(each.issue_id, str(each.alarm), each.moment): each for each in wanted}
        new = {key: each for key, each in keys.items() if key not in self._raised}
        done = sum(self._do(each, "alarm", *key) for key, each in new.items())
        self._raised = set(keys)
        return done

    def _remind_workers(self, today: Today) -> int:
        with self._server.database.reading() as connection:
            view = SqlView(connection)
            letters = [
                self._letter(view, worker, issues, today)
                for worker, issues in _open_complaints(view).items()
            ]
        return sum(self._do(each, "open_complaints", each.message_id) for each in letters if each)

    def _letter(
        self, view: SqlView, worker_id: RowId, issues: list[IssueRow], today: Today
    ) -> WriteAutomatic | None:
        worker = view.get(StaffRow, worker_id)
        if worker is None or not worker.active or worker.role is not Role.FIELDWORKER:
            return None
        address = worker.email or worker.phone
        business = business_of(view) or self._server.settings.business_name
        if not address:
            return None
        is_short = not worker.email
        words = reminder_letter(view, worker, issues, today.local, business)
        return WriteAutomatic(
            message_id=RowId(derived_id(f"open_complaints\0{worker_id}\0{today.day}")),
            customer_id=issues[0].customer_id,
            channel=Channel.SMS if is_short else Channel.EMAIL,
            address=address,
            subject="" if is_short else words.subject,
            body=short_letter(issues, business) if is_short else words.body,
            record_kind=RecordKind.ISSUE,
            record_id=issues[0].id,
            purpose=Purpose.REMINDER,
            staff_id=worker_id,
        )


def _open_complaints(view: SqlView) -> Mapping[RowId, list[IssueRow]]:
    """Open issues of each fieldworker who is responsible for some, the oldest first."""
    found: dict[RowId, list[IssueRow]] = {}
    rows = [row for status in STILL_OPEN for row in view.where(IssueRow, status=status)]
    for row in sorted(rows, key=lambda row: (row.number or 0, row.id)):
        if row.gone or row.merged_into_id is not None:
            continue
        for worker in row.responsible_ids:
            found.setdefault(worker, []).append(row)
    return found


def _run_out(
    settings: ComplaintSettingsRow, issue: IssueRow, now: datetime
) -> Iterator[RaiseAlarm]:
    if issue.ack_due_at is not None and issue.reported_at is not None:
        breach = issue.reported_at + timedelta(hours=settings.ack_breach_hours)
        alarm = IssueAlarm.ACK_BREACH if now >= breach else IssueAlarm.ACK_TARGET
        at = breach if now >= breach else issue.ack_due_at
        if at <= now <= at + TELLS_WITHIN:
            yield RaiseAlarm(issue.id, alarm, str(to_ms(issue.reported_at)))
    due = issue.resolve_due_at
    if due is not None and due <= now <= due + TELLS_WITHIN:
        yield RaiseAlarm(issue.id, IssueAlarm.RESOLUTION_DUE, str(to_ms(due)))


def _overdue(issue_id: RowId, due_at: datetime, today: Today) -> Iterator[RaiseAlarm]:
    """To finance and the owner every day, to administrators once (A37)."""
    yield RaiseAlarm(issue_id, IssueAlarm.OVERDUE, today.day.isoformat())
    if due_at.astimezone(today.zone).date() + A_WEEK <= today.day:
        yield RaiseAlarm(issue_id, IssueAlarm.OVERDUE_A_WEEK, str(to_ms(due_at)))
