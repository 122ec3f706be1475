"""The form of a record: new or edited, checked as one types, never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.records.customer_picker import CustomerOption, CustomerPicker, Find
from desktop.records.form_field import FormLine
from desktop.records.form_model import DAY_TITLES, WITH, Clash, FormField, Reading, Typed
from desktop.records.lines_editor import LinesEditor
from desktop.records.lines_model import Checked
from desktop.records.workers_choice import SiteField, WorkerOption, WorkersChoice
from sync_server.contract.values import RecordKind

F = FormField
SHORT = 62
"""The description's height beside lines, in pixels: two lines of words."""


@dataclass(frozen=True, slots=True)
class FormOffer:
    """What a form opens with."""

    kind: RecordKind
    title: str
    save: str
    typed: Typed
    customer: CustomerOption
    workers: tuple[WorkerOption, ...] = ()
    sites: tuple[str, ...] = ()
    is_new: bool = True
    is_draft: bool = False
    """What was typed before comes back."""
    why_no_lines: str = ""
    """Why lines cannot be edited; empty: they can."""


class FormDialog(QDialog):
    """Open it with `offer(...)`; Ctrl+Enter saves, Escape leaves and keeps the draft."""

    save_requested = wish()
    typed_changed = wish()
    customer_changed = wish()
    restart_requested = wish()
    settled = signal(FormField)
    """A clash was answered with "use mine"; `keep theirs` fills the field in."""

    def __init__(
        self, find: Find, new_id: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("record_form")
        self._offer: FormOffer | None = None
        self._theirs: Typed | None = None
        self._tried = False
        self._title, self._draft = Label("", Look.TITLE), Label("Your draft is back.", Look.MUTED)
        self._restart = Button("Start over", Kind.LINK)
        self.picker = CustomerPicker(find)
        self._plain = {each: QLineEdit() for each in (F.TITLE, F.DAY, F.BEGINS, F.ENDS, F.PAY)}
        self._description, self.site = QPlainTextEdit(), SiteField()
        self.workers, self.lines = WorkersChoice(), LinesEditor(new_id)
        self._why_no_lines = WrappedLabel("", Look.MUTED)
        self._problem = WrappedLabel("", Look.ERROR)
        self._save, self._cancel = Button("Save", Kind.PRIMARY), Button("Cancel")
        self._fields: dict[FormField, FormLine] = {}
        self._lay_out()
        self._connect()

    def offer(self, offer: FormOffer) -> None:
        """Open it filled in like this."""
        self._offer, self._tried, self._theirs = offer, False, None
        self.setWindowTitle(offer.title)
        self._title.setText(offer.title)
        self._save.relabel(offer.save)
        self._draft.setVisible(offer.is_draft)
        self._restart.setVisible(offer.is_draft)
        shown = WITH[offer.kind]
        for each, line in self._fields.items():
            line.setVisible(each in shown)
            line.show_problem("")
            line.settle()
        self._fields[F.DAY].rename(DAY_TITLES.get(offer.kind, "Day"))
        self.picker.show_customer(offer.customer)
        self.picker.lock(is_locked=not offer.is_new)
        self.workers.offer(offer.workers)
        self.site.offer(offer.sites)
        self.fill(offer.typed)
        has_lines = F.LINES in shown
        self.lines.setVisible(has_lines and not offer.why_no_lines)
        self._why_no_lines.setText(offer.why_no_lines)
        self._why_no_lines.setVisible(has_lines and bool(offer.why_no_lines))
        self.show_problem("")
        self._description.setMaximumHeight(SHORT if has_lines else 4 * SHORT)
        self.resize(880, 680) if has_lines else self.resize(640, 360)
        self.show()
        self.raise_()
        self.activateWindow()
        first = self.picker if not offer.typed.customer_id else self._plain[F.TITLE]
        first.setFocus()

    def fill(self, typed: Typed) -> None:
        """Show these values in all fields but the customer's."""
        for each, part in self._plain.items():
            part.setText(str(getattr(typed, each.value)))
        self._description.setPlainText(typed.description)
        self.site.setCurrentText(typed.site)
        self.workers.choose(typed.worker_ids)
        self.lines.show_lines(typed.lines)

    def typed(self) -> Typed:
        return Typed(
            customer_id=self.picker.chosen_id(),
            description=self._description.toPlainText(),
            site=self.site.currentText(),
            worker_ids=self.workers.chosen(),
            lines=self.lines.typed(),
            **{each.value: part.text() for each, part in self._plain.items()},
        )

    def checked(self) -> tuple[Checked, ...]:
        return self.lines.checked()

    def show_reading(self, reading: Reading, *, is_final: bool) -> None:
        """Say what is wrong where; what was not touched yet is only asked for at the end."""
        self._tried = self._tried or is_final
        typed = self.typed()
        for each, line in self._fields.items():
            words = reading.problems.get(each, "")
            # A line that cannot be read says so itself.
            is_early = not getattr(typed, each.value) or each is F.LINES
            line.show_problem("" if is_early and not self._tried else words)
        if is_final and F.LINES in reading.problems:
            self.lines.focus_first_problem()

    def show_problem(self, words: str) -> None:
        """What a rule refused; all that was typed stays."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def show_clashes(self, clashes: Sequence[Clash], theirs: Typed) -> None:
        """Somebody else changed these while they were edited here: whose is it to be?"""
        self._theirs = theirs
        for clash in clashes:
            self._fields[clash.field].ask(clash.theirs)
        words = "Somebody else changed this meanwhile. Say whose it is to be, then save again."
        self.show_problem(words if clashes else "")

    def has_open_clashes(self) -> bool:
        return any(line.is_asking() for line in self._fields.values())

    def _keep_theirs(self, which: FormField) -> None:
        if self._theirs is not None:
            wanted = {each.value: getattr(self.typed(), each.value) for each in FormField}
            wanted[which.value] = getattr(self._theirs, which.value)
            self.fill(Typed(**wanted))
        self._settle()

    def _use_mine(self, which: FormField) -> None:
        self.settled.emit(which)
        self._settle()

    def _settle(self) -> None:
        if not self.has_open_clashes():
            self.show_problem("")

    def _connect(self) -> None:
        for part in self._plain.values():
            part.textChanged.connect(self.typed_changed)
        self._description.textChanged.connect(self.typed_changed)
        self.site.currentTextChanged.connect(self.typed_changed)
        self.workers.changed.connect(self.typed_changed.emit)
        self.lines.changed.connect(self.typed_changed.emit)
        self.picker.changed.connect(self.customer_changed.emit)
        self._save.clicked.connect(self.save_requested)
        self._cancel.clicked.connect(self.reject)
        self._restart.clicked.connect(self.restart_requested)
        for line in self._fields.values():
            line.theirs_kept.connect(self._keep_theirs)
            line.mine_used.connect(self._use_mine)

    def _line(self, which: FormField, title: str, part: QWidget, hint: str = "") -> FormLine:
        made = FormLine(which, title, part, hint)
        self._fields[which] = made
        return made

    def _lay_out(self) -> None:
        names = {
            F.TITLE: "form_title", F.DAY: "form_day", F.BEGINS: "form_begins",
            F.ENDS: "form_ends", F.PAY: "form_pay",
        }  # fmt: skip
        for each, part in self._plain.items():
            part.setObjectName(names[each])
        self._description.setObjectName("form_description")
        self._description.setTabChangesFocus(True)
        self._description.setMinimumHeight(SHORT)
        self._problem.setObjectName("form_problem")
        self._save.setObjectName("form_save")
        self._save.explain("Save (Ctrl+Enter)")
        self._cancel.setObjectName("form_cancel")
        self._restart.setObjectName("form_restart")
        head = row(gap=10)
        head.addWidget(self._title)
        head.addWidget(self._draft)
        head.addWidget(self._restart)
        head.addStretch(1)
        foot = row(gap=8)
        foot.addWidget(Label("Ctrl+Enter saves · Esc leaves, what you typed is kept", Look.SMALL))
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        stack = column(self, gap=10, edge=24)
        stack.addLayout(head)
        stack.addLayout(self._upper())
        stack.addWidget(self._line(F.LINES, "", self.lines), 1)
        stack.addWidget(self._why_no_lines)
        stack.addWidget(self._problem)
        stack.addLayout(foot)
        self.setMinimumWidth(560)

    def _upper(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        any_day = "25 Nov, fri or +14"
        grid.addWidget(self._line(F.CUSTOMER, "Customer", self.picker), 0, 0, 1, 3, top)
        grid.addWidget(self._line(F.TITLE, "Title", self._plain[F.TITLE]), 0, 3, 1, 3, top)
        grid.addWidget(self._line(F.DESCRIPTION, "Description", self._description), 1, 0, 1, 6)
        when = (F.DAY, "Day", any_day), (F.BEGINS, "From", ""), (F.ENDS, "To", "")
        for at, (which, title, hint) in enumerate(when):
            grid.addWidget(self._line(which, title, self._plain[which], hint), 2, at, top)
        grid.addWidget(self._line(F.SITE, "Site", self.site), 2, 3, 1, 2, top)
        pay = self._line(F.PAY, "Fieldworker pay", self._plain[F.PAY])
        grid.addWidget(pay, 2, 5, top)
        grid.addWidget(self._line(F.WORKERS, "Fieldworkers", self.workers), 3, 0, 1, 6)
        grid.setRowStretch(1, 1)
        for at in range(6):
            grid.setColumnStretch(at, 1)
        return grid

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save_requested.emit()
            return
        super().keyPressEvent(event)
