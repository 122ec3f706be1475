"""People who work here: their role, how much fits into their day, and the end of their access."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.admin.fields import Choice, Field, check_box, line_edit
from desktop.qt.buttons import Button
from desktop.qt.count_box import CountBox
from desktop.qt.formatting import counted
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.table_model import CellLook, Column
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, column, row
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.scheduling import SetDayMinutes
from sync_server.contract.staff import ChangeRole, Deactivate, EditStaff, StaffRow
from sync_server.contract.values import Role
from sync_server.rules.effects import Refused

ROLES = {
    Role.AGENT: "Agent",
    Role.SUPERVISOR: "Supervisor",
    Role.TECHNICIAN: "Technician",
    Role.FINANCE: "Finance",
    Role.READ_ONLY: "Read only",
    Role.FIELDWORKER: "Fieldworker",
    Role.ADMIN: "Administrator",
    Role.OWNER: "Owner",
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: str
    name: str
    email: str
    role: Role
    day_minutes: int
    active: bool
    version: int = 0
    phone: str = ""
    may_propose: bool = False
    may_contact: bool = False


class PeoplePage(QWidget):
    """A list, and what can be changed about the person chosen in it."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._lines: tuple[PersonLine, ...] = ()
        self._asks = False
        self.grid = Grid[PersonLine](_columns(), "people_grid")
        self.grid.setAccessibleName("People")
        self._name = Label("Choose a person", Look.HEADING)
        self._role = Choice(ROLES, "person_role")
        self._role_field = Field("Role", self._role)
        self._minutes = CountBox()
        self._minutes.setObjectName("person_minutes")
        self._minutes.setRange(0, 1440)
        self._minutes.setSingleStep(30)
        self._minutes.setSuffix(" min")
        hint = "How much fits into a day on the calendar"
        self._minutes_field = Field("Minutes a day", self._minutes, hint)
        self._phone = line_edit("person_phone", "+61 412 555 010")
        self._phone_field = Field("Mobile number", self._phone, "For text messages to them")
        self._proposes = check_box("person_may_propose", "May propose visits")
        self._contacts = check_box("person_may_contact", "May write to and call customers")
        self._save = Button("Save", Kind.PRIMARY)
        self._save.setObjectName("person_save")
        self._end = Button("End access", Kind.PLAIN, "user")
        self._end.setObjectName("person_end")
        self._lay_out()
        self.grid.current_changed.connect(self._selected)
        self._save.clicked.connect(self._send)
        self._end.clicked.connect(self._end_access)
        self._show("")

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or "staff" in entities:
            self._show(self.grid.current_id())

    def _show(self, chosen: str) -> None:
        rows = sorted(self._store.view.where(StaffRow), key=lambda r: (not r.active, r.name))
        self._lines = tuple(_line(row) for row in rows)
        self.grid.show_rows(self._lines)
        ids = [line.id for line in self._lines]
        if chosen in ids:
            self.grid.selectRow(ids.index(chosen))
        self._selected(chosen)

    def _current(self) -> PersonLine | None:
        chosen = self.grid.current_id()
        return next((line for line in self._lines if line.id == chosen), None)

    def _selected(self, _row_id: str) -> None:
        line, me = self._current(), self._store.me
        self._ask(asks=False)
        self._role_field.show_problem("")
        self._phone_field.show_problem("")
        is_fixed = line is None or line.role is Role.OWNER or (me is not None and line.id == me.id)
        usable = line is not None and line.active
        self._role.setEnabled(usable and not is_fixed)
        self._end.setEnabled(usable and not is_fixed)
        in_field = line is not None and line.role is Role.FIELDWORKER
        for box in (self._proposes, self._contacts):
            box.setVisible(in_field)
        for part in (self._minutes, self._phone, self._proposes, self._contacts):
            part.setEnabled(usable)
        self._save.setEnabled(usable)
        if line is not None:
            self._name.setText(line.name)
            self._role.choose(line.role)
            self._minutes.setValue(line.day_minutes)
            self._phone.setText(line.phone)
            self._proposes.setChecked(line.may_propose)
            self._contacts.setChecked(line.may_contact)

    def _send(self) -> None:
        line = self._current()
        if line is None:
            return
        commands: list[AnyCommand] = []
        if self._role.chosen() is not line.role:
            commands.append(ChangeRole(staff_id=RowId(line.id), role=self._role.chosen()))
        if self._minutes.value() != line.day_minutes:
            commands.append(SetDayMinutes(staff_id=RowId(line.id), minutes=self._minutes.value()))
        # The last one names the version it saw: the commands before it count further.
        edited = self._edited(line, len(commands))
        commands += [edited] if edited else []
        if self._do(*commands) and commands:
            self.said.emit(f"Saved: {line.name}.")

    def _edited(self, line: PersonLine, counted_before: int) -> EditStaff | None:
        phone = "".join(sign for sign in self._phone.text() if sign not in " ()-./")
        typed = (phone, self._proposes.isChecked(), self._contacts.isChecked())
        if typed == (line.phone, line.may_propose, line.may_contact):
            return None
        return EditStaff(RowId(line.id), line.version + counted_before, *typed)

    def _end_access(self) -> None:
        line = self._current()
        if line is None:
            return
        if not self._asks:
            self._ask(asks=True)
            words = f"{line.name} is signed out everywhere and their devices erase everything."
            self._role_field.show_problem(f"{words} This cannot be undone here.")
            return
        if self._do(Deactivate(staff_id=RowId(line.id))):
            self.said.emit(f"{line.name} has no access any more.")

    def _ask(self, *, asks: bool) -> None:
        """The first click asks; only the second ends somebody's access."""
        self._asks = asks
        self._end.restyle(Kind.DANGER if asks else Kind.PLAIN)
        self._end.relabel("End access now" if asks else "End access")

    def _do(self, *commands: AnyCommand) -> bool:
        try:
            for command in commands:
                self._store.do(command)
        except Refused as refusal:
            is_phone = "country code" in refusal.detail
            field = self._phone_field if is_phone else self._role_field
            field.show_problem(refusal.detail)
            return False
        return True

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        column(left, gap=0, edge=1).addWidget(self.grid)
        right.setFixedWidth(300)
        form = column(right, gap=12, edge=16)
        form.addWidget(self._name)
        form.addWidget(self._role_field)
        form.addWidget(self._minutes_field)
        form.addWidget(self._phone_field)
        form.addWidget(self._proposes)
        form.addWidget(self._contacts)
        form.addWidget(self._save)
        form.addStretch(1)
        form.addWidget(self._end)
        line = row(self, gap=12)
        line.addWidget(left, 1)
        line.addWidget(right)


def _line(row: StaffRow) -> PersonLine:
    return PersonLine(
        row.id,
        row.name,
        row.email,
        row.role,
        row.day_minutes,
        row.active,
        row.version,
        row.phone,
        row.may_propose,
        row.may_contact,
    )


def _columns() -> tuple[Column[PersonLine], ...]:
    return (
        Column("Name", lambda line: line.name, 160, CellLook.STRONG, stretches=True),
        Column("Role", lambda line: ROLES.get(line.role, str(line.role)), 140),
        Column("E-mail", lambda line: line.email, 220, gives_way=True),
        Column("Day", lambda line: _day(line.day_minutes), 90),
        Column("Access", lambda line: "Yes" if line.active else "Ended", 90),
    )


def _day(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else counted(hours, "hour")
