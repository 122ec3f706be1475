"""Pay runs, wired: opened, filled with what can be paid, locked at a sum somebody saw."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.holds.ask_dialog import AskDialog, Question, Yes
from desktop.holds.list_model import PAYOUT_LOOK
from desktop.holds.runs_model import (
    LOCK,
    NEW,
    PUT_IN,
    lock_question,
    name_question,
    payables,
    put_in_question,
    run_line,
    run_words,
)
from desktop.holds.runs_view import RunsView
from desktop.links import Link, LinkKind
from desktop.lists.list_page import ListPage
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted, money, number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice, column
from desktop.replica.listing_holds import PAYOUT_LIST
from desktop.replica.listing_query import Filter, Op
from desktop.replica.pay_runs import pay_runs
from desktop.replica.standings import Due, payable
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.pay import (
    MAX_PAID_AT_ONCE,
    LockPayRun,
    OpenPayRun,
    Payable,
    PayOut,
    PayoutRow,
    PayRunRow,
    payout_id,
)
from sync_server.rules.effects import Refused

SHOWN = frozenset({"pay_run", "payout", "permission", "staff"})


class RunsPage(QWidget):
    link_chosen = signal(Link)

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self.payments = ListPage(PAYOUT_LOOK, PAYOUT_LIST, store, clock)
        self.view = RunsView(self.payments)
        self._work = Background("pay runs", self, store.is_there)
        self._dialog: AskDialog | None = None
        self._runs: tuple[PayRunRow, ...] = ()
        self._due: tuple[Due, ...] = ()
        self._current = RowId("")
        column(self, gap=0).addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._show_runs()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & SHOWN:
            self._show_runs()
        self.payments.refresh(entities)

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return self._work.is_busy() or self.payments.desk.is_busy()

    def end(self) -> None:
        """The desk closes."""
        if self._dialog is not None:
            self._dialog.reject()
        self._work.end()
        self.payments.end()

    def dialog(self) -> AskDialog:
        """The question, built at the first need."""
        if self._dialog is None:
            self._dialog = AskDialog(self)
            self._dialog.answered.connect(self._answered)
        return self._dialog

    def _connect(self) -> None:
        self.view.chosen.connect(self._choose)
        self.view.new_requested.connect(self._ask_new)
        self.view.put_in_requested.connect(self._ask_put_in)
        self.view.lock_requested.connect(self._ask_lock)
        self.payments.opened.connect(self._open)
        self.payments.opened_aside.connect(self._open_aside)

    # -- showing

    def _run(self) -> PayRunRow | None:
        return next((run for run in self._runs if run.id == self._current), None)

    def _show_runs(self) -> None:
        self._runs = pay_runs(self._store.reader())
        if self._run() is None and self._runs:
            self._choose(self._runs[0].id)
        self.view.show_runs([run_line(run) for run in self._runs], self._current)
        self.view.offer(may=self._rights.may(PayOut))
        self._show_run()

    def _choose(self, run_id: str) -> None:
        if run_id and run_id != self._current:
            self._current = RowId(run_id)
            self.payments.open_with(Filter("pay_run_id", Op.ONE_OF, (run_id,)))
            self._show_run()

    def _show_run(self) -> None:
        run = self._run()
        is_open = run is not None and run.locked_at is None
        words = run_words(run, self._clock) if run is not None else ""
        self.view.show_run(words, is_open=is_open, can_lock=bool(run and run.count))

    def _open(self, row_id: str) -> None:
        self._follow(row_id, aside=False)

    def _open_aside(self, row_id: str) -> None:
        self._follow(row_id, aside=True)

    def _follow(self, row_id: str, *, aside: bool) -> None:
        row = self._store.view.get(PayoutRow, RowId(row_id))
        if row is not None:
            self.link_chosen.emit(Link(LinkKind.BOOKING, row.booking_id, aside))

    # -- asking and doing

    def _ask_new(self) -> None:
        self._ask(name_question(f"{self._clock().astimezone():%B %Y}"))

    def _ask_lock(self) -> None:
        run = self._run()
        if run is not None:
            self._ask(lock_question(run))

    def _ask_put_in(self) -> None:
        run, store = self._run(), self._store
        if run is None or self._work.is_busy():
            return
        self.payments.view.show_work(Progress("Working out what can be paid…"))

        def found(due: tuple[Due, ...]) -> None:
            self._due = due
            self.payments.view.show_rest()
            self._ask(put_in_question(run, due))

        self._work.run(lambda _cancelled: payable(store.reader()), found)

    def _ask(self, question: Question) -> None:
        self.dialog().ask(question)

    def _answered(self, yes: Yes) -> None:
        run = self._run()
        if yes.key == NEW:
            self._open_run(yes.text)
        elif yes.key == PUT_IN and run is not None:
            self._put_in(run)
        elif yes.key == LOCK and run is not None:
            done = self._do(LockPayRun(pay_run_id=run.id, seen_total_cents=run.total_cents))
            if done:
                self._say(f"{run.name} is locked at {money(run.total_cents)}.")

    def _open_run(self, name: str) -> None:
        made = self._store.new_id()
        if self._do(OpenPayRun(pay_run_id=made, name=name)):
            self._show_runs()
            self._choose(made)
            self._show_runs()

    def _put_in(self, run: PayRunRow) -> None:
        wanted, store = payables(self._due), self._store
        self.payments.view.show_work(Progress("Putting in what can be paid…"))

        def work(cancelled: Cancelled) -> tuple[int, int, str]:
            why = ""
            for first in range(0, len(wanted), MAX_PAID_AT_ONCE):
                if cancelled():
                    break
                piece = wanted[first : first + MAX_PAID_AT_ONCE]
                try:
                    store.do_beside(PayOut(pay_run_id=run.id, payables=piece))
                except Refused as refusal:
                    why = refusal.detail
            return *_put(store, run, wanted), why

        self._work.run(work, lambda told: self._was_put(len(wanted), *told))

    def _was_put(self, asked: int, count: int, cents: int, why: str) -> None:
        self.payments.view.show_rest()
        said = f"{counted(count, 'amount')} put in, {money(cents)}."
        left = asked - count
        if left:
            reason = why or "They are held, paid or changed meanwhile."
            said += f" {number(left)} left out: {reason}"
        self.payments.view.say(Notice(said, Tone.ORANGE if left else Tone.GREEN, "credit-card"))

    def _do(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.dialog().show_problem(refusal.detail)
            return False
        return True

    def _say(self, sentence: str) -> None:
        self.payments.view.say(Notice(sentence, Tone.GREEN, "circle-check"))


def _put(store: Store, run: PayRunRow, wanted: Sequence[Payable]) -> tuple[int, int]:
    """How many of these the run has now, and what they come to."""
    count = cents = 0
    for one in wanted:
        row = store.view.get(PayoutRow, payout_id(run.id, one.booking_id, one.worker_id))
        if row is not None:
            count, cents = count + 1, cents + row.amount_cents
    return count, cents
