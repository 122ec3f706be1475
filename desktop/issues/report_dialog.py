"""Report an issue from anywhere: sensible defaults, two keystrokes, the consequence in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from desktop.issues.report_extras import ReportExtras, TextField
from desktop.issues.report_model import (
    RecordOption,
    Report,
    ReportOffer,
    WorkerOption,
    consequence,
)
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Glyph, column, empty, row


class ReportDialog(QDialog):
    """Open it with `offer(...)`; Enter or Ctrl+Enter reports, Escape leaves."""

    report_requested = signal(Report)
    changed = wish()
    """Something was filled in: worth keeping."""
    afresh_requested = wish()
    """What was brought back is not wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_dialog")
        self.setWindowTitle("Report issue")
        self._offer = ReportOffer("", (), ())
        self._ticks: dict[QCheckBox, WorkerOption] = {}
        self._customer = Label("", Look.TITLE)
        self._record, self._type = QComboBox(), QComboBox()
        self._workers = column(gap=6)
        self.extras = ReportExtras()
        self._description = TextField(self.extras.files)
        self._brought_back = Button("Start afresh", Kind.LINK, "rotate-ccw")
        self._consequence = WrappedLabel()
        self._consequence.setObjectName("report_consequence")
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName("report_problem")
        self._save = Button("Report issue", Kind.PRIMARY, "triangle-alert")
        self._cancel = Button("Cancel", Kind.PLAIN)
        self._name_parts()
        self._lay_out()
        self._record.currentIndexChanged.connect(self._record_chosen)
        self._save.clicked.connect(self._ask_to_save)
        self._cancel.clicked.connect(self.reject)
        self._brought_back.clicked.connect(self.afresh_requested)
        self._type.currentIndexChanged.connect(self._tell)
        self._description.textChanged.connect(self._tell)
        self.extras.changed.connect(self._tell)
        self.setAcceptDrops(True)

    def offer(self, offer: ReportOffer) -> None:
        """Fill in the defaults and open, ready for Enter."""
        self._offer = offer
        self._customer.setText(f"Report an issue for {offer.customer}")
        self._problem.hide()
        self._description.clear()
        self._type.clear()
        self._type.addItems(list(offer.types))
        self._record.clear()
        for option in offer.records:
            self._record.addItem(option.words)
        self._record_chosen()
        self.extras.offer(offer.owners, offer.tomorrow)
        self._brought_back.hide()
        self._save.setFocus(Qt.FocusReason.ShortcutFocusReason)
        # Not modal: a call that rings meanwhile can be answered by its key.
        self.show()
        self.raise_()
        self.activateWindow()

    def bring_back(self, report: Report) -> None:
        """What somebody had begun to write before the dialog was left or the program ended."""
        ids = [option.id for option in self._offer.records]
        if report.record_id in ids:
            self._record.setCurrentIndex(ids.index(report.record_id))
            for box, worker in self._ticks.items():
                box.setChecked(worker.id in report.worker_ids)
        self._type.setCurrentIndex(max(0, self._type.findText(report.issue_type)))
        self._description.setPlainText(report.description)
        self.extras.bring_back(report)
        self._brought_back.show()

    def show_problem(self, words: str) -> None:
        """A rule said no: say it here and keep what was filled in."""
        self._problem.setText(words)
        self._problem.show()

    def report(self) -> Report | None:
        """What is filled in now; None while there is no record to report on."""
        record = self._chosen()
        if record is None:
            return None
        return Report(
            record.id,
            record.kind,
            self._type.currentText(),
            self._description.toPlainText().strip(),
            tuple(worker.id for worker in self._ticked()),
            self._offer.call_id,
            self.extras.notes(),
            self.extras.chosen_files(),
            self.extras.priority(),
            self.extras.owner(),
            self.extras.follow_up_on(),
        )

    def _chosen(self) -> RecordOption | None:
        at = self._record.currentIndex()
        return self._offer.records[at] if 0 <= at < len(self._offer.records) else None

    def _ticked(self) -> tuple[WorkerOption, ...]:
        return tuple(worker for box, worker in self._ticks.items() if box.isChecked())

    def _record_chosen(self) -> None:
        empty(self._workers)
        self._ticks.clear()
        record = self._chosen()
        for worker in record.workers if record else ():
            box = QCheckBox(worker.name.replace("&", "&&"))
            box.setAccessibleName(f"{worker.name} is responsible")
            box.setObjectName(f"report_worker_{worker.id}")
            box.setChecked(True)
            box.toggled.connect(self._say_consequence)
            self._ticks[box] = worker
            self._workers.addWidget(box)
        if not self._ticks:
            self._workers.addWidget(Label("No fieldworker is on this record", Look.MUTED))
        self._say_consequence()

    def _say_consequence(self) -> None:
        record = self._chosen()
        self._save.setEnabled(record is not None)
        if record is None:
            self._consequence.setText(
                "This customer has no booking, quote or invoice to report on."
            )
        else:
            self._consequence.setText(consequence(record, self._ticked()))
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()

    def _ask_to_save(self) -> None:
        report = self.report()
        if report is not None:
            self.report_requested.emit(report)

    def _name_parts(self) -> None:
        named = (
            (self._record, "report_record", "What it is about"),
            (self._type, "report_type", "Type of issue"),
            (self._description, "report_description", "What happened (optional)"),
        )
        for widget, name, spoken in named:
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._save.setObjectName("report_save")
        self._cancel.setObjectName("report_cancel")
        self._brought_back.setObjectName("report_afresh")
        self._brought_back.explain("You had begun this report; leave that and begin anew")
        self._save.setDefault(True)
        self._save.explain("Report issue (Enter, or Ctrl+Enter from the text)")
        self._description.setPlaceholderText("What happened (optional)")
        self._description.setFixedHeight(72)

    def _lay_out(self) -> None:
        stack = column(self, gap=6, edge=24)
        head = row(gap=8)
        head.addWidget(self._customer, 1)
        head.addWidget(self._brought_back)
        stack.addLayout(head)
        about = row(gap=12)
        for title, field, share in (("About", self._record, 2), ("Type", self._type, 1)):
            part = column(gap=4)
            part.addWidget(Label(title, Look.MUTED))
            part.addWidget(field)
            about.addLayout(part, share)
        stack.addSpacing(6)
        stack.addLayout(about)
        stack.addSpacing(6)
        stack.addWidget(Label("Responsible", Look.MUTED))
        stack.addLayout(self._workers)
        stack.addSpacing(6)
        stack.addWidget(Label("Description", Look.MUTED))
        stack.addWidget(self._description)
        stack.addSpacing(2)
        stack.addWidget(self.extras)
        line = row(gap=8)
        line.addWidget(Glyph("lock"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._consequence, 1)
        stack.addSpacing(10)
        stack.addLayout(line)
        stack.addWidget(self._problem)
        self._problem.hide()
        foot = row(gap=8)
        foot.addWidget(Label("Enter reports · Esc leaves", Look.SMALL))
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        stack.addSpacing(8)
        stack.addLayout(foot)
        self.setFixedWidth(640)

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.extras.files.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.extras.files.take(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._save.isEnabled():
            self._ask_to_save()
        else:
            super().keyPressEvent(event)
