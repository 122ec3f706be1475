"""Moving an issue from board or list: where it may go, what to ask first, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.issues.board_model import COLUMNS, TITLES
from desktop.issues.board_sheet import MoveAnswer, MoveQuestion, MoveSheet
from desktop.qt.formatting import Clock, listed, money
from desktop.qt.signals import signal
from desktop.replica.undo import judge
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import CheckItemRow
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import (
    BookingStatus,
    IssueStatus,
    Module,
    RecordKind,
    Verb,
    code,
)
from sync_server.rules.effects import Refused
from sync_server.rules.issue_moves import MOVES

_FINISHED = frozenset({BookingStatus.COMPLETED, BookingStatus.FAILED, BookingStatus.TO_SCHEDULE})
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the step that leads back where there is one."""

    sentence: str
    back: AnyCommand | None = None
    action: str = ""
    closed_id: RowId | None = None
    """The issue, where this closed it."""


class Moving(QObject):
    """Moves at once, or asks in one small dialog where there is something to decide."""

    done = signal(Done)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self._window = window
        self._sheet: MoveSheet | None = None

    def may(self) -> bool:
        """Whether this person's role may move issues at all."""
        return self._rights.may(MoveIssue)

    def refusals(self, issue_id: str) -> Mapping[IssueStatus, str]:
        """Why the issue may not go where it may not; the rule itself is asked, nothing is done."""
        issue = self._issue(issue_id)
        if issue is None:
            return dict.fromkeys(COLUMNS, "This issue does not exist any more.")
        found = {to: self._refusal(issue, to) for to in COLUMNS if to is not issue.status}
        return {to: words for to, words in found.items() if words}

    def ask(self, issue_id: str, to: IssueStatus) -> None:
        """Move it, or ask first whether pay is released or the booking goes along."""
        issue = self._issue(issue_id)
        if issue is None:
            self.refused.emit("This issue does not exist any more.")
            return
        question = self._question(issue, to)
        if question is None:
            self._do(issue, MoveIssue(issue_id=issue.id, seen=issue.status, to=to))
            return
        if self._sheet is None:
            self._sheet = MoveSheet(self._window)
            self._sheet.answered.connect(self._answered)
        self._sheet.ask(question)

    def end(self) -> None:
        """The desk closes."""
        if self._sheet is not None:
            self._sheet.reject()

    def _issue(self, issue_id: str) -> IssueRow | None:
        return self._store.view.get(IssueRow, RowId(issue_id))

    def _refusal(self, issue: IssueRow, to: IssueStatus) -> str:
        if to not in MOVES[issue.status]:
            goals = tuple(TITLES[each] for each in COLUMNS if each in MOVES[issue.status])
            return f"From {TITLES[issue.status]} an issue goes to {_either(goals)}."
        if self._store.me is None:
            return "Sign in first."
        command = MoveIssue(issue_id=issue.id, seen=issue.status, to=to)
        try:
            judge(self._store.reader(), command, self._store.me, to_ms(self._clock()))
        except Refused as refusal:
            return refusal.detail
        return ""

    def _question(self, issue: IssueRow, to: IssueStatus) -> MoveQuestion | None:
        name = code(RecordKind.ISSUE, issue.number, issue.id)
        if to is IssueStatus.CLOSED:
            return self._about_closing(issue, name)
        if to is IssueStatus.IN_PROGRESS:
            return self._about_booking(issue, name)
        return None

    def _about_booking(self, issue: IssueRow, name: str) -> MoveQuestion | None:
        """Only where the booking would change: others are worked on already, or were cancelled."""
        is_booking = issue.record_kind is RecordKind.BOOKING
        booking = self._store.view.get(BookingRow, issue.record_id) if is_booking else None
        if booking is None or booking.status not in _FINISHED:
            return None
        number = code(RecordKind.BOOKING, booking.number, booking.id)
        return MoveQuestion(
            issue.id,
            IssueStatus.IN_PROGRESS,
            title=f"Start work on {name}",
            words=f"It is about {number} {booking.title}.",
            act="Start work",
            tick=f"Set {number} to In progress too",
            is_ticked=True,
        )

    def _about_closing(self, issue: IssueRow, name: str) -> MoveQuestion | None:
        view = self._store.view
        held = [each for each in view.where(HoldRow, issue_id=issue.id) if each.is_active]
        steps = view.where(CheckItemRow, issue_id=issue.id)
        left = [each.text for each in sorted(steps, key=lambda s: s.position) if not each.done_at]
        if not held and not left:
            return None
        may_release = bool(held) and self._rights.has(Module.HOLDS, Verb.RELEASE)
        return MoveQuestion(
            issue.id,
            IssueStatus.CLOSED,
            title=f"Close {name}",
            words=self._held_words(held, may_release=may_release),
            act="Close",
            tick="Release now" if may_release else "",
            is_ticked=may_release and self._is_sole_reason(issue, held),
            warning=_steps_words(left),
        )

    def _held_words(self, held: list[HoldRow], *, may_release: bool) -> str:
        if not held:
            return ""
        people = (self._store.view.get(StaffRow, each.worker_id) for each in held)
        names = tuple(dict.fromkeys(each.name for each in people if each is not None))
        whose = f" of {listed(names)}" if names else ""
        cents = money(sum(each.amount_cents for each in held))
        later = "" if may_release else " It becomes ready for finance to release."
        return f"Pay{whose} is withheld: {cents}.{later}"

    def _is_sole_reason(self, issue: IssueRow, held: list[HoldRow]) -> bool:
        """Whether nothing else keeps back the same pay (A14)."""
        others = (
            other
            for each in held
            for other in self._store.view.where(
                HoldRow, booking_id=each.booking_id, worker_id=each.worker_id
            )
        )
        return not any(each.is_active and each.issue_id != issue.id for each in others)

    def _answered(self, answer: MoveAnswer) -> None:
        issue = self._issue(answer.question.id)
        if issue is None:
            self.refused.emit("This issue does not exist any more.")
            return
        is_closing = answer.question.to is IssueStatus.CLOSED
        command = MoveIssue(
            issue_id=issue.id,
            seen=issue.status,
            to=answer.question.to,
            release_pay=is_closing and answer.is_ticked,
            with_booking=not is_closing and answer.is_ticked,
        )
        if self._do(issue, command) and self._sheet is not None:
            self._sheet.accept()

    def _do(self, issue: IssueRow, command: MoveIssue) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            if self._sheet is not None and self._sheet.isVisible():
                self._sheet.show_problem(refusal.detail)
            else:
                self.refused.emit(refusal.detail)
            return False
        self.done.emit(_done(issue, command))
        return True


def _done(issue: IssueRow, command: MoveIssue) -> Done:
    """An issue goes back only where the rules know that way, and nothing else went along."""
    name = code(RecordKind.ISSUE, issue.number, issue.id)
    sentence = f"{name} is {TITLES[command.to].lower()}."
    if command.release_pay:
        sentence = f"{name} is closed and its pay released."
    elif command.with_booking:
        sentence = f"{name} and its booking are in progress."
    back = MoveIssue(issue_id=issue.id, seen=command.to, to=issue.status)
    closed_id = issue.id if command.to is IssueStatus.CLOSED else None
    if issue.status in MOVES[command.to] and not command.with_booking and not command.release_pay:
        return Done(sentence, back, "Undo", closed_id)
    if command.to is IssueStatus.CLOSED:
        again = MoveIssue(issue_id=issue.id, seen=command.to, to=IssueStatus.REOPENED)
        return Done(sentence, again, "Reopen", closed_id)
    return Done(sentence)


def _steps_words(left: list[str]) -> str:
    if not left:
        return ""
    named = listed(tuple(left[:_MOST_STEPS]))
    more = f" and {len(left) - _MOST_STEPS} more" if len(left) > _MOST_STEPS else ""
    return (
        f"{'One step is' if len(left) == 1 else f'{len(left)} steps are'} not done: {named}{more}."
    )


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
