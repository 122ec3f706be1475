"""One business number in full: who rings, when, what then, what is recorded and asked."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.admin.fields import Choice, Section, check_box, line_edit
from desktop.admin.number_model import (
    RECORDINGS,
    ROUTES,
    NumberForm,
    Problem,
    ring_problem,
)
from desktop.admin.number_parts import GreetingBox, HoursBox, MembersBox, RingtoneBox
from desktop.admin.sections import SectionsForm, holidays_box, zone_box
from desktop.qt.signals import signal
from desktop.replica.phone_setup import Member
from sync_server.contract.base import RowId
from sync_server.contract.values import Route


class NumberEditor(SectionsForm):
    """Shows a form, says what is wrong at the field, asks to save it."""

    save_requested = signal(NumberForm)

    def __init__(self) -> None:
        super().__init__("number")
        self._form = NumberForm(RowId(""))
        self._name, self._number = line_edit("number_name"), line_edit("number_number")
        self._members, self._hours = MembersBox(), HoursBox()
        self.greeting, self.ringtone = GreetingBox(), RingtoneBox()
        self._also_ring = line_edit("number_also_ring", "+61 412 555 010, +61 412 555 011")
        self._ring = line_edit("number_ring_seconds")
        self._fallback = Choice(ROUTES, "number_fallback")
        self._fallback_number = line_edit("number_fallback_number", "+61 2 5550 0100")
        self._zone = zone_box("number_time_zone")
        self._holidays = holidays_box("number_holidays")
        self._closed = Choice(ROUTES, "number_closed_route")
        self._closed_number = line_edit("number_closed_number", "+61 2 5550 0100")
        self._waiting = check_box("number_call_waiting", "Also ring members who are on a call")
        self._wrap_up = line_edit("number_wrap_up")
        self._asks = check_box("number_asks", "Wrap-up ends only once a disposition is chosen")
        self._recording = Choice(RECORDINGS, "number_recording")
        self._announces = check_box("number_announces", "Tell callers that they are recorded")
        self._days = line_edit("number_retention")
        self.lay_out(self._sections())
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

    def _sections(self) -> tuple[Section, ...]:
        hours = "For example 08:00-12:00, 13:00-17:00. All empty: always open."
        days = "One a line, for example 2026-12-25 Christmas Day. Closed all day."
        seconds = "Seconds, 5 to 120. 25 is usual."
        outside = "Mobiles for example, up to five, with commas. They ring with the members."
        return (
            self.section(
                "Number",
                ("name", "Name", self._name, "As colleagues see it when it rings."),
                ("number", "Number", self._number, ""),
            ),
            self.section(
                "Who it rings",
                ("members", "Members", self._members, "All ring at once; the first one takes it."),
                ("also_ring", "Also ring these numbers", self._also_ring, outside),
                ("ring_seconds", "Ring for", self._ring, seconds),
                ("call_waiting", "", self._waiting, ""),
                ("ringtone", "Ringtone", self.ringtone, ""),
                ("fallback", "When nobody answers", self._fallback, ""),
                ("fallback_number", "Forward to", self._fallback_number, ""),
            ),
            self.section(
                "Opening hours",
                ("hours", "Open", self._hours, hours),
                ("time_zone", "Time zone", self._zone, ""),
                ("holidays", "Holidays", self._holidays, days),
                ("closed_route", "When closed", self._closed, ""),
                ("closed_number", "Forward to", self._closed_number, ""),
            ),
            self.section(
                "After the call",
                ("wrap_up_seconds", "Wrap-up", self._wrap_up, "Seconds without calls; 0 is none."),
                ("asks_disposition", "", self._asks, ""),
            ),
            self.section(
                "Recording and voicemail",
                ("recording", "Record calls", self._recording, ""),
                ("announces", "", self._announces, ""),
                ("retention_days", "Keep recordings for", self._days, "Days, 1 to 3,650."),
                ("greeting", "Greeting", self.greeting, "Up to a minute."),
            ),
        )
