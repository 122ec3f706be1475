"""The calendar in a real window over a real replica: drag, stretch, keys, clashes, undo, rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableView

from desktop.calendar.board_items import packed
from desktop.calendar.board_painting import LEFT, TOP
from desktop.calendar.days import Mode
from desktop.calendar.layout import HOUR
from desktop.calendar.page import CalendarPage
from desktop.links import Link, LinkKind
from desktop.replica.calendar import _BOOKINGS, planned_between, waiting_jobs
from desktop.replica.profile import Profile
from desktop.replica.undo import put
from desktop.store import Store
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.base import Row, RowId
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AppointmentRow, ScheduleBooking
from sync_server.contract.values import BookingStatus, Role
from sync_server.rules import access
from tests.desktop.calendar import crew
from tests.desktop.calendar.crew import MEI, OMAR, PRIYA, job, visit, waiting
from tests.support.windows import click, find, press, settle

ALT, ALT_SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
)
Open = Callable[..., "Opened"]
CREW = {OMAR: "Omar Haddad", PRIYA: "Priya Singh", MEI: "Mei Chen"}


class Opened:
    """A calendar of Wednesday, with its store."""

    def __init__(self, profile: Profile, mode: Mode) -> None:
        self.profile = profile
        self.store = Store(profile, crew.clock)
        self.page = CalendarPage(self.store, crew.clock, UTC)
        self.store.listen(self.page.refresh)
        self.page._choose_mode(mode)
        self.page.resize(1300, 800)
        self.page.show()
        settle()
        self.links: list[Link] = []
        self.refused: list[str] = []
        self.dialled: list[str] = []
        self.page.link_requested.connect(self.links.append)
        self.page.refused.connect(self.refused.append)
        self.page.dial_requested.connect(self.dialled.append)

    @property
    def board(self):
        return self.page.view.board

    @property
    def banner(self):
        return self.page.view.banner

    def booking(self, row_id: str) -> BookingRow:
        row = self.store.view.get(BookingRow, RowId(row_id))
        assert row is not None
        return row

    def at(self, who: RowId, hour: float) -> QPoint:
        """Where an hour of somebody's line is in the viewport."""
        board = self.board._board
        line = next(each for each in board.lines if each.worker.id == who)
        return QPoint(
            LEFT + int(hour * HOUR) + 1 - self.board.horizontalOffset(),
            TOP + line.y + 20 - self.board.verticalOffset(),
        )

    def drag(self, key: str, to: QPoint) -> str:
        """Drag over a place and drop there; answers the warning that was shown on the way."""
        keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        action, data = Qt.DropAction.CopyAction, packed(key)
        self.board.dragMoveEvent(QDragMoveEvent(to, action, data, buttons, keys))
        ghost = self.board._ghost
        self.board.dropEvent(QDropEvent(QPointF(to), action, data, buttons, keys))
        return ghost.warning if ghost else ""


@pytest.fixture
def open_calendar(qtbot, tmp_path: Path) -> Iterator[Open]:
    opened: list[Opened] = []

    def make(rows: list[Row], mode: Mode = Mode.DAY, role: Role = Role.AGENT) -> Opened:
        made = Opened(crew.desk(tmp_path, rows, role), mode)
        qtbot.addWidget(made.page)
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.page.close()
        each.profile.close()


def hour(at: datetime | None) -> float:
    assert at is not None
    return at.hour + at.minute / 60


def test_a_job_is_dragged_to_another_time_and_person(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    assert calendar.drag("booking:j:omar", calendar.at(PRIYA, 13.5)) == ""
    row = calendar.booking("j")
    assert (hour(row.starts_at), hour(row.ends_at), row.worker_ids) == (13.5, 15.5, (PRIYA,))
    assert "Priya Singh" in calendar.banner.text()
    assert not calendar.refused


def test_a_drop_outside_the_board_or_of_something_else_changes_nothing(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    before = calendar.booking("j")
    calendar.drag("booking:j:omar", QPoint(10, 10))
    calendar.drag("something:else", calendar.at(PRIYA, 12))
    calendar.drag("", calendar.at(PRIYA, 12))
    assert calendar.booking("j") == before
    assert calendar.store.waiting() == 0


def test_a_clash_is_shown_before_the_drop_and_asked_about_after_it(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR), job("k", PRIYA, at=13)])
    before = calendar.booking("j")
    words = calendar.drag("booking:j:omar", calendar.at(PRIYA, 14))
    assert "Priya Singh already has" in words
    assert calendar.booking("j") == before, "nothing moves before somebody has said so"
    assert words in calendar.banner.text()
    click(find(calendar.banner, QPushButton, "banner_action"))
    assert calendar.booking("j").worker_ids == (PRIYA,)
    blocks = [each.block for each in calendar.board._board.standing]
    assert all(block.clashes for block in blocks)


def test_closing_the_question_leaves_the_job_where_it_was(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR), job("k", PRIYA, at=13)])
    calendar.drag("booking:j:omar", calendar.at(PRIYA, 14))
    click(find(calendar.banner, QPushButton, "banner_close"))
    assert calendar.booking("j").worker_ids == (OMAR,)
    assert calendar.page._pending is None


def test_undo_brings_every_move_back_in_turn(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    before = calendar.booking("j")
    calendar.drag("booking:j:omar", calendar.at(PRIYA, 13))
    calendar.drag("booking:j:priya", calendar.at(MEI, 15))
    click(find(calendar.banner, QPushButton, "banner_action"))
    assert calendar.booking("j").worker_ids == (PRIYA,)
    calendar.board.setFocus()
    press(calendar.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    row = calendar.booking("j")
    assert (row.starts_at, row.ends_at, row.worker_ids) == (
        before.starts_at,
        before.ends_at,
        before.worker_ids,
    )
    press(calendar.page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not calendar.refused


def test_a_waiting_job_is_dragged_onto_the_board_and_off_again(open_calendar: Open) -> None:
    calendar = open_calendar([waiting("w")])
    assert calendar.page.view.tray.jobs.rowCount() == 1
    calendar.drag("waiting:w", calendar.at(MEI, 10))
    row = calendar.booking("w")
    assert (hour(row.starts_at), hour(row.ends_at), row.worker_ids) == (10, 11, (MEI,))
    assert calendar.page.view.tray.jobs.rowCount() == 0
    block = calendar.board.block("booking:w:mei")
    menu = calendar.page.jobs.menu_of(block, calendar.page._people)
    next(a for a in menu.actions() if a.text() == "Take off the calendar").trigger()
    assert calendar.booking("w").starts_at is None
    assert calendar.page.view.tray.jobs.rowCount() == 1


def test_enter_puts_a_waiting_job_where_it_fits_first(open_calendar: Open) -> None:
    calendar = open_calendar([waiting("w"), job("j", OMAR, at=8, hours=1.5)])
    calendar.board.choose("booking:j:omar")
    tray = calendar.page.view.tray
    tray.setCurrentIndex(tray.jobs.index(0, 0))
    press(tray, Qt.Key.Key_Return)
    row = calendar.booking("w")
    assert (hour(row.starts_at), row.worker_ids) == (9.5, (OMAR,))


@pytest.mark.parametrize(
    ("key", "modifiers", "starts", "ends", "who"),
    [
        (Qt.Key.Key_Right, ALT, 9.25, 11.25, "mei"),
        (Qt.Key.Key_Left, ALT, 8.75, 10.75, "mei"),
        (Qt.Key.Key_Right, ALT_SHIFT, 9, 11.25, "mei"),
        (Qt.Key.Key_Left, ALT_SHIFT, 9, 10.75, "mei"),
        (Qt.Key.Key_Down, ALT, 9, 11, "noah"),
        (Qt.Key.Key_Up, ALT, 9, 11, "lucas"),
    ],
)
def test_alt_and_arrows_move_and_stretch(open_calendar: Open, key, modifiers, starts, ends, who):
    calendar = open_calendar([job("j", MEI)])
    calendar.board.choose("booking:j:mei")
    press(calendar.board, key, modifiers)
    row = calendar.booking("j")
    assert (hour(row.starts_at), hour(row.ends_at), row.worker_ids) == (starts, ends, (who,))
    assert calendar.board.current_key() == f"booking:j:{who}" or who != "mei"


def test_keys_of_the_window_give_way_while_a_job_is_chosen(open_calendar: Open) -> None:
    """Alt+Left is Back everywhere else."""
    calendar = open_calendar([job("j", MEI)])
    went: list[str] = []
    back = QShortcut(QKeySequence("Alt+Right"), calendar.page)
    back.activated.connect(lambda: went.append("away"))
    calendar.page.activateWindow()
    calendar.board.setFocus()
    calendar.board.choose("booking:j:mei")
    press(calendar.board, Qt.Key.Key_Right, ALT)
    assert not went
    assert hour(calendar.booking("j").starts_at) == 9.25


def test_in_a_week_alt_and_arrows_move_by_days(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", MEI)], Mode.WEEK)
    calendar.board.choose("booking:j:mei")
    before = calendar.booking("j").starts_at
    press(calendar.board, Qt.Key.Key_Right, ALT)
    after = calendar.booking("j").starts_at
    assert before is not None
    assert after == before + timedelta(days=1)


def test_a_job_is_stretched_at_its_end(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR, at=9, hours=2)])
    board = calendar.board
    rect = board.visualRect(board.items.index(board.items.row_of("booking:j:omar"), 0))
    start = QPoint(rect.right() - 2, rect.center().y())
    QTest.mousePress(board.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(board.viewport(), start + QPoint(HOUR, 0))
    end = start + QPoint(HOUR + 4, 0)
    QTest.mouseRelease(board.viewport(), Qt.MouseButton.LeftButton, pos=end)
    row = calendar.booking("j")
    assert (hour(row.starts_at), hour(row.ends_at)) == (9, 12)


def test_appointments_move_like_jobs(open_calendar: Open) -> None:
    calendar = open_calendar([visit("v", OMAR)])
    calendar.drag("appointment:v:omar", calendar.at(MEI, 16))
    row = calendar.store.view.get(AppointmentRow, RowId("v"))
    assert row is not None
    assert (hour(row.starts_at), row.worker_ids) == (16, (MEI,))


def test_somebody_else_moving_a_job_meanwhile_is_refused_and_shown(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    calendar.store._listeners.clear()  # this window has not heard of it yet
    row = calendar.booking("j")
    later = row.starts_at + timedelta(hours=5) if row.starts_at else None
    calendar.store.do(
        ScheduleBooking(
            booking_id=row.id,
            seen_starts_at=row.starts_at,
            starts_at=later,
            ends_at=None,
            worker_ids=(MEI,),
        )
    )
    calendar.drag("booking:j:omar", calendar.at(PRIYA, 9))
    assert calendar.refused == ["Someone else moved this job. Look at the calendar again."]
    assert calendar.booking("j").worker_ids == (MEI,)
    assert calendar.board.block("booking:j:mei") is not None, "the board shows where it is now"


def test_the_menu_opens_assigns_sets_a_status_and_calls(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    block = calendar.board.block("booking:j:omar")
    menu = calendar.page.jobs.menu_of(block, calendar.page._people)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    actions["Open"].trigger()
    assert calendar.links == [Link(LinkKind.BOOKING, RowId("j"))]
    actions["Call the customer"].trigger()
    assert calendar.dialled == ["+61491570156"]
    statuses = {a.text(): a for a in actions["Status"].menu().actions()}
    assert set(statuses) == {"Completed", "Failed", "Cancelled", "To schedule"}
    statuses["Completed"].trigger()
    assert calendar.booking("j").status is BookingStatus.COMPLETED
    people = {a.text(): a for a in actions["Assign to"].menu().actions()}
    assert "Omar Haddad" not in people
    people["Mei Chen"].trigger()
    assert calendar.booking("j").worker_ids == (MEI,)


def test_a_second_visit_is_added_for_the_same_customer(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    block = calendar.board.block("booking:j:omar")
    menu = calendar.page.jobs.menu_of(block, calendar.page._people)
    next(a for a in menu.actions() if a.text() == "Add an appointment").trigger()
    dialog = calendar.page.jobs._dialog
    find(dialog, QLineEdit, "appointment_title").setText("Check the seal")
    click(find(dialog, QPushButton, "appointment_add"))
    (row,) = calendar.store.view.where(AppointmentRow)
    assert (row.title, row.booking_id, row.worker_ids) == ("Check the seal", "j", (OMAR,))
    assert hour(row.starts_at) == 11


def test_who_may_not_schedule_sees_the_board_and_cannot_move_anything(open_calendar: Open) -> None:
    """TML-29: the calendar hides what a role may not."""
    calendar = open_calendar([job("j", OMAR), waiting("w")], role=Role.READ_ONLY)
    before = calendar.booking("j")
    flags = calendar.board.items.flags(calendar.board.items.index(0, 0))
    assert not flags & Qt.ItemFlag.ItemIsDragEnabled
    calendar.board.choose("booking:j:omar")
    press(calendar.board, Qt.Key.Key_Right, ALT)
    calendar.drag("booking:j:omar", calendar.at(PRIYA, 12))
    block = calendar.board.block("booking:j:omar")
    menu = calendar.page.jobs.menu_of(block, calendar.page._people)
    texts = {action.text() for action in menu.actions() if action.text()}
    assert texts == {"Open", "Call the customer"}
    assert calendar.booking("j") == before
    assert calendar.store.waiting() == 0


def test_rights_that_change_while_the_calendar_is_open_are_followed(open_calendar: Open) -> None:
    """TML-29."""
    row = PermissionRow(
        id=permission_id(Role.AGENT),
        grants=tuple(sorted(access.DEFAULTS[Role.AGENT] - {"bookings:edit"})),
    )
    calendar = open_calendar([job("j", OMAR)])
    assert calendar.board._can_move
    with calendar.profile.replica.writing() as db:
        put(db, [row])
    calendar.page.refresh(frozenset({"permission"}))
    assert not calendar.board._can_move


def test_every_block_has_a_name_for_screen_readers(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR), visit("v", MEI), waiting("w")])
    QAccessible.setActive(True)
    board = QAccessible.queryAccessibleInterface(calendar.board)
    names = [
        board.child(n).text(QAccessible.Text.Name)
        for n in range(board.childCount())
        if board.child(n) is not None
    ]
    assert any("Omar Haddad, Wed 18 Nov, 09:00 to 11:00" in name for name in names)
    assert any("Look at the site" in name for name in names)
    tray = calendar.page.view.tray
    spoken = tray.jobs.data(tray.jobs.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "no date yet" in str(spoken)


def test_the_view_and_no_other_thing_is_remembered(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    click(find(calendar.page, QPushButton, "calendar_week"))
    again = CalendarPage(calendar.store, crew.clock, UTC)
    assert again._mode is Mode.WEEK
    again.deleteLater()


def test_days_are_chosen_by_arrows_month_and_today(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR)])
    click(find(calendar.page, QPushButton, "calendar_next"))
    assert str(calendar.page._day) == "2026-11-19"
    table = find(calendar.page, QTableView, "calendar_month")
    table.setFocus()
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Return)
    assert str(calendar.page._day) == "2026-11-20"
    click(find(calendar.page, QPushButton, "calendar_today"))
    assert str(calendar.page._day) == "2026-11-18"


def test_queries_walk_an_index_and_see_what_began_before(open_calendar: Open) -> None:
    calendar = open_calendar([job("j", OMAR, day=1, at=23, hours=3), job("k", OMAR, day=4)])
    db = calendar.store.reader()
    start = datetime(2026, 11, 18, tzinfo=UTC)
    found = planned_between(db, start, start + timedelta(days=1))
    assert [each.id for each in found] == ["j"]
    plan = db.execute(f"EXPLAIN QUERY PLAN {_BOOKINGS}", (0, 1, "cancelled", 0, 0)).fetchall()
    assert any("USING INDEX ix_booking" in line[3] for line in plan)
    assert waiting_jobs(db) == ()


def test_the_clipboard_of_a_drag_carries_an_id_and_nothing_else(open_calendar: Open) -> None:
    QApplication.clipboard().setText("left here by the person")
    calendar = open_calendar([job("j", OMAR)])
    data = calendar.board.items.mimeData([calendar.board.items.index(0, 0)])
    assert data.formats() == ["application/x-ringdesk-job"]
    assert bytes(data.data(data.formats()[0]).data()) == b"booking:j:omar"
    assert QApplication.clipboard().text() == "left here by the person"
