"""What a person does with an issue: asked where something must be said first, then commanded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.issues import issue_questions as questions
from desktop.issues.issue_answers import Answered, command_of
from desktop.issues.issue_ask import Answer, AskSheet, Question
from desktop.issues.issue_facts import Changed
from desktop.issues.issue_page_shown import day_after
from desktop.issues.issue_parts import Done
from desktop.issues.issue_sheet import IssueSheet, code_of
from desktop.issues.issue_visits import clash, free_time
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.statuses import ISSUES
from desktop.replica.calendar import workers
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import HoldReasonRow, HoldRow
from sync_server.contract.issue_work import CostKind, RemoveCheckItem, RemoveCost, TickCheckItem
from sync_server.contract.issues import (
    EditIssue,
    IssueRow,
    LabelIssues,
    MoveIssue,
    SetParent,
    UnmergeIssue,
    WatchIssue,
)
from sync_server.contract.scheduling import AppointmentRow, ConfirmAppointment, MoveAppointment
from sync_server.contract.values import AppointmentStatus, IssueStatus
from sync_server.rules.effects import Refused


@dataclass(frozen=True, slots=True)
class Acted:
    """What was done, in words, and the commands that take it back; none: it is not taken back."""

    words: str
    undo: tuple[AnyCommand, ...] = ()
    news: str = ""
    """What the customer may want to hear of it."""


class IssueActing(QObject):
    """One for each page; its dialog is built at the first question."""

    acted = signal(Acted)
    refused = signal(str)

    def __init__(self, store: Store, rights: Rights, clock: Clock, page: QWidget) -> None:
        super().__init__(page)
        self._store, self._rights, self._clock, self._page = store, rights, clock, page
        self._dialog: AskSheet | None = None
        self._asked: IssueSheet | None = None
        self._line_doers: Mapping[str, Callable[[IssueSheet, RowId], object]] = {
            "tick": lambda _sheet, row: self._tick(row, is_done=True),
            "untick": lambda _sheet, row: self._tick(row, is_done=False),
            "drop_step": lambda _sheet, row: self._do(
                RemoveCheckItem(item_id=row), "Step removed."
            ),
            "drop_cost": lambda _sheet, row: self._do(RemoveCost(cost_id=row), "Cost removed."),
            "release": self._ask_release,
            "confirm": self._confirm,
            "change_visit": self._change_visit,
            "cancel_visit": self._cancel_visit,
            "unmerge": self._unmerge,
            "unparent": lambda sheet, _row: self._unparent(sheet),
        }
        self._askers: Mapping[str, Callable[[IssueSheet], Question]] = {
            "name_responsible": lambda sheet: questions.responsible(store.view, sheet),
            "visit": self._visit,
            "cost": lambda _sheet: questions.cost(),
            "step": lambda _sheet: questions.step(),
            "survey": questions.survey,
            "follow": lambda _sheet: questions.follow_up(f"{clock().astimezone():%Y-%m-%d}"),
            "post_variation": lambda s: questions.posting(store.view, s, CostKind.VARIATION),
            "post_credit": lambda s: questions.posting(store.view, s, CostKind.CREDIT),
            "merge": self._merge,
            "parent": self._parent,
        }

    def choose(self, sheet: IssueSheet, key: str) -> None:
        """A button of the head or a line of a menu."""
        if key.startswith("to_"):
            self._move(sheet, IssueStatus(key.removeprefix("to_")))
        elif key in self._askers:
            self._ask(sheet, self._askers[key](sheet))
        elif key == "unparent":
            self._unparent(sheet)
        else:
            kind, _, rest = key.partition(":")
            self._choose_offer(sheet, kind, rest)

    def act(self, sheet: IssueSheet, done: Done) -> None:
        """Something on a line of a section, or what a section offers."""
        if done.key in self._line_doers:
            self._line_doers[done.key](sheet, RowId(done.id))
        else:
            self.choose(sheet, done.key)

    def edit(self, sheet: IssueSheet, changed: Changed) -> None:
        """One field, changed where it stands; only if it still is what the person saw (ISS-60)."""
        one = FieldEdit(changed.field, changed.old, changed.new)
        back = FieldEdit(changed.field, changed.new, changed.old)
        name = changed.field.removesuffix("_id").removeprefix("issue_").replace("_", " ")
        self._do(
            EditIssue(issue_id=sheet.row.id, edits=(one,)),
            f"{name.capitalize()} changed.",
            EditIssue(issue_id=sheet.row.id, edits=(back,)),
        )

    def take_back(self, commands: tuple[AnyCommand, ...]) -> None:
        """Undo what was done last."""
        for command in commands:
            self._do(command, "Taken back.")

    def end(self) -> None:
        """The page goes, or shows another issue."""
        if self._dialog is not None:
            self._dialog.reject()

    # -- at once

    def _do(self, command: AnyCommand, words: str, *undo: AnyCommand, news: str = "") -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return False
        self.acted.emit(Acted(words, undo, news))
        return True

    def _move(self, sheet: IssueSheet, to: IssueStatus) -> None:
        question = None
        if to is IssueStatus.IN_PROGRESS:
            question = questions.converting(sheet, self._rights)
        if to is IssueStatus.CLOSED:
            question = questions.closing(self._store.view, sheet, self._rights)
        if question is not None:
            self._ask(sheet, question)
            return
        row = sheet.row
        move = MoveIssue(issue_id=row.id, seen=row.status, to=to)
        words = f"{sheet.code} is now {ISSUES[to].text.lower()}."
        self._do(move, words, *_back(row, to), news=news_of(sheet, to))

    def _choose_offer(self, sheet: IssueSheet, kind: str, rest: str) -> None:
        row = sheet.row
        if kind == "label":
            self._label(row, RowId(rest))
        elif kind == "watch":
            is_on = rest not in row.watcher_ids
            on = WatchIssue(issue_id=row.id, staff_id=RowId(rest), is_on=is_on)
            off = WatchIssue(issue_id=row.id, staff_id=RowId(rest), is_on=not is_on)
            self._do(on, "Watching." if is_on else "Not watching any more.", off)
        elif kind == "follow":
            day = day_after(self._clock(), int(rest)) if rest else ""
            self.edit(sheet, Changed("follow_up_on", row.follow_up_on, day))

    def _label(self, row: IssueRow, label_id: RowId) -> None:
        one, has = (label_id,), label_id in row.label_ids
        add = LabelIssues(issue_ids=(row.id,), add=one)
        remove = LabelIssues(issue_ids=(row.id,), remove=one)
        if has:
            self._do(remove, "Label removed.", add)
        else:
            self._do(add, "Label added.", remove)

    def _tick(self, item_id: RowId, *, is_done: bool) -> None:
        back = TickCheckItem(item_id=item_id, is_done=not is_done)
        words = "Step done." if is_done else "Step is open again."
        self._do(TickCheckItem(item_id=item_id, is_done=is_done), words, back)

    def _confirm(self, sheet: IssueSheet, visit_id: RowId) -> None:
        row = self._store.view.get(AppointmentRow, visit_id)
        if row is None or row.starts_at is None or row.ends_at is None:
            return
        command = ConfirmAppointment(
            appointment_id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            worker_ids=row.worker_ids,
        )
        self._do(command, "The visit is confirmed.", news=f"We come about {sheet.code}.")

    def _cancel_visit(self, _sheet: IssueSheet, visit_id: RowId) -> None:
        cancelled, planned = AppointmentStatus.CANCELLED, AppointmentStatus.PLANNED
        back = MoveAppointment(appointment_id=visit_id, to=planned)
        self._do(MoveAppointment(appointment_id=visit_id, to=cancelled), "Visit cancelled.", back)

    def _unmerge(self, _sheet: IssueSheet, merged_id: RowId) -> None:
        row = self._store.view.get(IssueRow, merged_id)
        own = merged_id if row is not None and row.merged_into_id else _sheet.row.id
        self._do(UnmergeIssue(merged_id=own), "Split back: each is worked on by itself again.")

    def _unparent(self, sheet: IssueSheet) -> None:
        row = sheet.row
        out = SetParent(issue_id=row.id, seen=row.parent_id, parent_id=None)
        back = SetParent(issue_id=row.id, seen=None, parent_id=row.parent_id)
        self._do(out, "It stands on its own again.", back)

    # -- after a question

    def _ask(self, sheet: IssueSheet, question: Question) -> None:
        if self._dialog is None:
            self._dialog = AskSheet(self._page.window())
            self._dialog.answered.connect(self._answered)
            self._dialog.changed.connect(self._warn)
        self._asked = sheet
        self._dialog.ask(question)

    def _answered(self, answer: Answer) -> None:
        sheet, dialog = self._asked, self._dialog
        if sheet is None or dialog is None:
            return
        try:
            answered = command_of(self._store, sheet, answer)
            self._store.do(answered.command)
        except Refused as refusal:
            dialog.show_problem(refusal.detail)
            return
        dialog.accept()
        self._tell(sheet, answered)

    def _tell(self, sheet: IssueSheet, answered: Answered) -> None:
        command = answered.command
        news = news_of(sheet, command.to) if isinstance(command, MoveIssue) else answered.news
        self.acted.emit(Acted(answered.words, answered.undo, news))

    def _warn(self, answer: Answer) -> None:
        """Somebody is busy then: said, and never in the way."""
        if self._dialog is not None and answer.key in {"visit", "confirm"}:
            self._dialog.warn(clash(self._store, answer))

    def _ask_release(self, sheet: IssueSheet, hold_id: RowId) -> None:
        hold = self._store.view.get(HoldRow, hold_id)
        reasons = self._store.view.where(HoldReasonRow, for_release=True, archived=False)
        if hold is not None:
            names = [each.name for each in sorted(reasons, key=lambda each: each.position)]
            self._ask(sheet, questions.releasing(self._store.view, hold, names))

    def _visit(self, sheet: IssueSheet) -> Question:
        people = workers(self._store.reader())
        return questions.visiting(people, sheet, free_time(self._clock()), None)

    def _change_visit(self, sheet: IssueSheet, visit_id: RowId) -> None:
        row = self._store.view.get(AppointmentRow, visit_id)
        if row is not None and row.starts_at is not None:
            start = row.starts_at.astimezone()
            people = workers(self._store.reader())
            self._ask(sheet, questions.visiting(people, sheet, start, row))

    def _merge(self, sheet: IssueSheet) -> Question:
        words = f"Both numbers live on and lead to {sheet.code}. It can be split back for 30 days."
        title = f"Merge another issue into {sheet.code}"
        return questions.choosing("merge", title, words, self._others(sheet), "Merge")

    def _parent(self, sheet: IssueSheet) -> Question:
        words = f"{sheet.code} stays an issue of its own and is listed there."
        title = f"Make {sheet.code} part of another issue"
        return questions.choosing("parent", title, words, self._others(sheet), "Make it part")

    def _others(self, sheet: IssueSheet) -> list[IssueRow]:
        """Of the same customer, open ones first, newest first."""
        rows = self._store.view.where(IssueRow, customer_id=sheet.row.customer_id)
        rows = [r for r in rows if r.id != sheet.row.id and r.merged_into_id is None]
        key = lambda r: (r.status is IssueStatus.CLOSED, -(r.number or 10**9), code_of(r))  # noqa: E731
        return sorted(rows, key=key)


def news_of(sheet: IssueSheet, to: IssueStatus) -> str:
    """What a customer would be told of a status (A39)."""
    words = {
        IssueStatus.IN_PROGRESS: "We are working on it now.",
        IssueStatus.AWAITING_APPROVAL: "The work is done; we are checking it.",
        IssueStatus.CLOSED: "It has been put right and is closed. Thank you for your patience.",
        IssueStatus.REOPENED: "It is open again and we will look at it once more.",
    }
    return f"{sheet.code} {sheet.row.issue_type}: {words.get(to, '')}"


def _back(row: IssueRow, to: IssueStatus) -> tuple[MoveIssue, ...]:
    """Only from Awaiting approval there is a way straight back."""
    progress, waits = IssueStatus.IN_PROGRESS, IssueStatus.AWAITING_APPROVAL
    if (row.status, to) == (progress, waits) or (row.status, to) == (waits, progress):
        return (MoveIssue(issue_id=row.id, seen=to, to=row.status),)
    return ()
