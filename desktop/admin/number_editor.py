"""One business number in full: who rings, when, what then, what is recorded and asked."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QScrollArea, QWidget

from desktop.admin.fields import Choice, Field, Section, check_box, line_edit
from desktop.admin.number_model import (
    RECORDINGS,
    ROUTES,
    NumberForm,
    Problem,
    ring_problem,
)
from desktop.admin.number_parts import GreetingBox, HoursBox, MembersBox, RingtoneBox
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.replica.phone_setup import Member
from sync_server.contract.base import RowId
from sync_server.contract.values import Route

MOST_WIDTH = 720
"""A line of a form is read at one glance."""


class NumberEditor(QWidget):
    """Shows a form, says what is wrong at the field, asks to save it."""

    save_requested = signal(NumberForm)
    revert_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = NumberForm(RowId(""))
        self._title = Label("", Look.BIG)
        self._name, self._number = line_edit("number_name"), line_edit("number_number")
        self._members, self._hours = MembersBox(), HoursBox()
        self.greeting, self.ringtone = GreetingBox(), RingtoneBox()
        self._also_ring = line_edit("number_also_ring", "+61 412 555 010, +61 412 555 011")
        self._ring = line_edit("number_ring_seconds")
        self._fallback = Choice(ROUTES, "number_fallback")
        self._fallback_number = line_edit("number_fallback_number", "+61 2 5550 0100")
        self._zone, self._holidays = QComboBox(), QPlainTextEdit()
        self._closed = Choice(ROUTES, "number_closed_route")
        self._closed_number = line_edit("number_closed_number", "+61 2 5550 0100")
        self._waiting = check_box("number_call_waiting", "Also ring members who are on a call")
        self._wrap_up = line_edit("number_wrap_up")
        self._asks = check_box("number_asks", "Wrap-up ends only once a disposition is chosen")
        self._recording = Choice(RECORDINGS, "number_recording")
        self._announces = check_box("number_announces", "Tell callers that they are recorded")
        self._days = line_edit("number_retention")
        self._problem = WrappedLabel("", Look.ERROR)
        self._save = Button("Save", Kind.PRIMARY, "check", "settings.save")
        self._revert = Button("Discard changes")
        self._fields: dict[str, Field] = {}
        self._lay_out()
        self._connect()

    def show_form(self, form: NumberForm, members: Iterable[Member]) -> None:
        """Fill every field in."""
        self._form = form
        self._title.setText(form.name or "New business number")
        self._name.setText(form.name)
        self._number.setText(form.number)
        self._members.show_members(members, form.member_ids)
        self._also_ring.setText(form.also_ring)
        self._ring.setText(form.ring_seconds)
        self._fallback.choose(form.fallback)
        self._fallback_number.setText(form.fallback_number)
        self._hours.show_hours(form.hours)
        self._zone.setCurrentText(form.time_zone)
        self._holidays.setPlainText("\n".join(form.holidays))
        self._closed.choose(form.closed_route)
        self._closed_number.setText(form.closed_number)
        self._waiting.setChecked(form.call_waiting)
        self.ringtone.show_tone(form.ringtone)
        self._wrap_up.setText(form.wrap_up_seconds)
        self._asks.setChecked(form.asks_disposition)
        self._recording.choose(form.recording)
        self._announces.setChecked(form.announces_recording)
        self._days.setText(form.retention_days)
        self.greeting.show_greeting(form.greeting_sha256)
        self.show_problem(Problem("", ""))
        self._routes_changed()

    def form(self) -> NumberForm:
        """What is filled in now."""
        return NumberForm(
            self._form.group_id,
            self._form.version,
            self._name.text(),
            self._number.text(),
            self._members.chosen(),
            self._ring.text(),
            self._fallback.chosen(),
            self._fallback_number.text(),
            self._hours.hours(),
            self._zone.currentText(),
            tuple(self._holidays.toPlainText().splitlines()),
            self._closed.chosen(),
            self._closed_number.text(),
            self._waiting.isChecked(),
            self.ringtone.tone(),
            self._wrap_up.text(),
            self._asks.isChecked(),
            self._recording.chosen(),
            self._announces.isChecked(),
            self._days.text(),
            self.greeting.greeting(),
            self._also_ring.text(),
        )

    def show_problem(self, problem: Problem) -> None:
        """Say it at its field, or at the foot where it belongs to none; no words: all is well."""
        for name, field in self._fields.items():
            field.show_problem(problem.sentence if name == problem.field else "")
        at_foot = "" if problem.field in self._fields else problem.sentence
        self._problem.setText(at_foot)
        self._problem.setVisible(bool(at_foot))
        if problem.field in self._fields:
            self._around.ensureWidgetVisible(self._fields[problem.field])

    def problem_at(self, field: str) -> str:
        """What is said at a field."""
        return self._fields[field].problem()

    def _ring_typed(self, text: str) -> None:
        self._fields["ring_seconds"].show_problem(ring_problem(text))

    def _routes_changed(self) -> None:
        outside = Route.EXTERNAL
        self._fields["fallback_number"].setVisible(self._fallback.chosen() is outside)
        self._fields["closed_number"].setVisible(self._closed.chosen() is outside)

    def _ask_to_save(self) -> None:
        self.save_requested.emit(self.form())

    def _connect(self) -> None:
        self._ring.textChanged.connect(self._ring_typed)
        self._fallback.currentIndexChanged.connect(self._routes_changed)
        self._closed.currentIndexChanged.connect(self._routes_changed)
        self._save.clicked.connect(self._ask_to_save)
        self._revert.clicked.connect(self.revert_requested)

    def _section(self, title: str, *fields: tuple[str, str, QWidget, str]) -> Section:
        made = Section(title)
        for name, words, part, hint in fields:
            field = Field(words, part, hint)
            self._fields[name] = field
            made.inside.addWidget(field)
        return made

    def _sections(self) -> tuple[Section, ...]:
        hours = "For example 08:00-12:00, 13:00-17:00. All empty: always open."
        days = "One a line, for example 2026-12-25 Christmas Day. Closed all day."
        seconds = "Seconds, 5 to 120. 25 is usual."
        outside = "Mobiles for example, up to five, with commas. They ring with the members."
        return (
            self._section(
                "Number",
                ("name", "Name", self._name, "As colleagues see it when it rings."),
                ("number", "Number", self._number, ""),
            ),
            self._section(
                "Who it rings",
                ("members", "Members", self._members, "All ring at once; the first one takes it."),
                ("also_ring", "Also ring these numbers", self._also_ring, outside),
                ("ring_seconds", "Ring for", self._ring, seconds),
                ("call_waiting", "", self._waiting, ""),
                ("ringtone", "Ringtone", self.ringtone, ""),
                ("fallback", "When nobody answers", self._fallback, ""),
                ("fallback_number", "Forward to", self._fallback_number, ""),
            ),
            self._section(
                "Opening hours",
                ("hours", "Open", self._hours, hours),
                ("time_zone", "Time zone", self._zone, ""),
                ("holidays", "Holidays", self._holidays, days),
                ("closed_route", "When closed", self._closed, ""),
                ("closed_number", "Forward to", self._closed_number, ""),
            ),
            self._section(
                "After the call",
                ("wrap_up_seconds", "Wrap-up", self._wrap_up, "Seconds without calls; 0 is none."),
                ("asks_disposition", "", self._asks, ""),
            ),
            self._section(
                "Recording and voicemail",
                ("recording", "Record calls", self._recording, ""),
                ("announces", "", self._announces, ""),
                ("retention_days", "Keep recordings for", self._days, "Days, 1 to 3,650."),
                ("greeting", "Greeting", self.greeting, "Up to a minute."),
            ),
        )

    def _lay_out(self) -> None:
        self._zone.setObjectName("number_time_zone")
        self._zone.addItems(sorted(available_timezones()))
        self._holidays.setObjectName("number_holidays")
        self._holidays.setFixedHeight(84)
        self._holidays.setTabChangesFocus(True)
        self._save.setObjectName("number_save")
        self._revert.setObjectName("number_revert")
        inside = QWidget()
        inside.setProperty("clear", "true")
        inside.setMaximumWidth(MOST_WIDTH)
        stack = column(inside, gap=12)
        for section in self._sections():
            stack.addWidget(section)
        stack.addStretch(1)
        self._around = QScrollArea()
        self._around.setWidgetResizable(True)
        self._around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._around.setWidget(inside)
        head = row(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(self._revert)
        head.addWidget(self._save)
        whole = column(self, gap=8)
        whole.addLayout(head)
        whole.addWidget(self._problem)
        whole.addWidget(self._around, 1)
