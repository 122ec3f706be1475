"""How complaints are handled, as a form: says what is wrong at the field, asks to save."""

from __future__ import annotations

from desktop.admin.complaints_model import ACK_MODES, COLUMNS, PAUSES, PRIORITIES, ComplaintsForm
from desktop.admin.complaints_parts import Counts, Ticks, count_box
from desktop.admin.fields import Choice, Section, check_box, line_edit
from desktop.admin.number_model import Problem
from desktop.admin.number_parts import HoursBox
from desktop.admin.sections import SectionsForm, holidays_box, zone_box
from desktop.qt.signals import signal
from sync_server.rules.complaints import MAX_HOURS, MAX_REOPEN_DAYS

MOST_CARDS = 9_999


class ComplaintsView(SectionsForm):
    save_requested = signal(ComplaintsForm)

    def __init__(self) -> None:
        super().__init__("complaints", "How complaints are handled")
        self._version = -1
        self._office = Choice(ACK_MODES, "complaints_ack_office")
        self._customer = Choice(ACK_MODES, "complaints_ack_customer")
        self._import = Choice(ACK_MODES, "complaints_ack_import")
        for words, choice in (
            ("Reported by the office", self._office),
            ("Reported by the customer", self._customer),
            ("Imported", self._import),
        ):
            choice.setAccessibleName(words)
        target = count_box("complaints_ack_target", MAX_HOURS, " h", least=1)
        breach = count_box("complaints_ack_breach", MAX_HOURS, " h", least=1)
        self._ack = Counts({"Wanted within": target, "Too late after": breach}, "Acknowledge")
        self._resolve = Counts(
            {
                words: count_box(f"complaints_resolve_{key}", MAX_HOURS, " h", nothing="No clock")
                for key, words in PRIORITIES.items()
            },
            "Put right",
        )
        self._pauses = Ticks(PAUSES, "complaints_pause")
        self._hours = HoursBox("complaints_hours", "Day and night")
        self._zone = zone_box("complaints_time_zone")
        self._holidays = holidays_box("complaints_holidays")
        self._reopen = count_box("complaints_reopen", MAX_REOPEN_DAYS, " days", nothing="Never")
        self._shares = check_box("complaints_shares", "Show the planned visit in the portal")
        self._evidence = check_box(
            "complaints_evidence", "A photo or note of the work is needed to resolve an issue"
        )
        self._two_person = line_edit("complaints_two_person", "No limit")
        self._limits = Counts(
            {
                words: count_box(f"complaints_wip_{status}", MOST_CARDS, "", nothing="No limit")
                for status, words in COLUMNS.items()
            },
            "Most cards",
        )
        self.lay_out(self._sections())
        self._save.clicked.connect(self._ask_to_save)

    def show_form(self, form: ComplaintsForm) -> None:
        """Fill every field in."""
        self._version = form.version
        self._office.choose(form.ack_office)
        self._customer.choose(form.ack_customer)
        self._import.choose(form.ack_import)
        self._ack.show_counts((form.ack_target_hours, form.ack_breach_hours))
        self._resolve.show_counts(form.resolve_hours)
        self._pauses.tick(form.pauses_in)
        self._hours.show_hours(form.hours)
        if self._zone.findText(form.time_zone) < 0:
            self._zone.addItem(form.time_zone)
        self._zone.setCurrentText(form.time_zone)
        self._holidays.setPlainText("\n".join(form.holidays))
        self._reopen.setValue(form.reopen_days)
        self._shares.setChecked(form.shares_appointments)
        self._evidence.setChecked(form.needs_evidence)
        self._two_person.setText(form.two_person)
        self._limits.show_counts(form.wip_limits)
        self.show_problem(Problem("", ""))

    def form(self) -> ComplaintsForm:
        """What is filled in now."""
        target, breach = self._ack.counts()
        return ComplaintsForm(
            version=self._version,
            ack_office=self._office.chosen(),
            ack_customer=self._customer.chosen(),
            ack_import=self._import.chosen(),
            ack_target_hours=target,
            ack_breach_hours=breach,
            resolve_hours=self._resolve.counts(),
            pauses_in=self._pauses.ticked(),
            hours=self._hours.hours(),
            time_zone=self._zone.currentText(),
            holidays=tuple(self._holidays.toPlainText().splitlines()),
            reopen_days=self._reopen.value(),
            shares_appointments=self._shares.isChecked(),
            needs_evidence=self._evidence.isChecked(),
            two_person=self._two_person.text(),
            wip_limits=self._limits.counts(),
        )

    def _ask_to_save(self) -> None:
        self.save_requested.emit(self.form())

    def _sections(self) -> tuple[Section, ...]:
        hours = "For example 08:00-12:00, 13:00-17:00. All empty: clocks run day and night."
        days = "One a line, for example 2026-12-25 Christmas Day. Clocks stand still all day."
        two = (
            "An amount such as 500.00: releasing more takes a second person. Empty: it never does."
        )
        late = "By the clock on the wall. When either has passed, owner and supervisors are told."
        return (
            self.section(
                "Acknowledgement",
                ("ack_office", "Reported by the office", self._office, ""),
                ("ack_customer", "Reported by the customer", self._customer, ""),
                ("ack_import", "Imported", self._import, ""),
                ("ack_hours", "Time to acknowledge", self._ack, late),
            ),
            self.section(
                "Time to put it right",
                ("resolve_hours", "By priority", self._resolve, "Hours in which you are open."),
                ("pauses_in", "The clock stands still while an issue is", self._pauses, ""),
            ),
            self.section(
                "Business hours",
                ("hours", "Open", self._hours, hours),
                ("time_zone", "Time zone", self._zone, "Reminders go out at 09:00 there."),
                ("holidays", "Holidays", self._holidays, days),
            ),
            self.section(
                "Customers and fieldworkers",
                (
                    "reopen_days",
                    "“Still not right” after closing",
                    self._reopen,
                    "For so long a customer can reopen an issue. Later they report a new one.",
                ),
                ("shares_appointments", "", self._shares, ""),
                ("needs_evidence", "", self._evidence, ""),
            ),
            self.section(
                "Money and board",
                ("two_person", "A second person releases pay above", self._two_person, two),
                (
                    "wip_limits",
                    "Most cards in a column of the board",
                    self._limits,
                    "The board warns when there are more. It never stops anybody.",
                ),
            ),
        )
