"""The import itself: in pieces, at the pace of the server, to be broken off and taken up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Event

from desktop.customers.import_journal import Added, Journal
from desktop.customers.import_plan import CHANGED, Fate, Plan, batches, checksum
from desktop.customers.import_rows import Broken, Candidate, Reader
from desktop.lists.import_reader import Reading, Record
from desktop.lists.import_text import Unreadable, why_not
from desktop.replica.connection import DiskFull
from desktop.replica.import_matches import are_here
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import LabelCustomers, RemoveContactPoint
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    ContactPointRow,
    CustomerRow,
    EditCustomer,
    FieldEdit,
    NewContactPoint,
    RemoveCustomer,
)
from sync_server.contract.values import ContactKind
from sync_server.rules.effects import Reason, Refused

AT_ONCE = 25
"""Rows in one piece: whoever else writes at this desk waits no longer than for this many."""
WINDOW = 200
"""Commands on their way at most. Each answer of the server shows all of them anew, so a longer
queue costs its square (2,000: 30 s), and what else a person does waits behind it."""
LOOK_SECONDS = 0.05


class Ended(IntEnum):
    """What became of a row."""

    LEFT = 0
    """Not reached: the import was stopped before."""
    ADDED = 1
    COMPLETED = 2
    """A customer here got what they did not have yet."""
    SKIPPED = 3
    BROKEN = 4
    REFUSED = 5
    DONE = 6
    """An earlier run had brought it."""


@dataclass(slots=True)
class Outcome:
    """What is in and what is not, row by row."""

    plan: Plan
    ended: bytearray
    why: dict[int, str] = field(default_factory=dict)
    failure: str = ""
    """Why it stopped by itself; empty when it came to its end or the person stopped it."""

    def count(self, ended: Ended) -> int:
        return self.ended.count(ended)

    @property
    def is_whole(self) -> bool:
        return not self.count(Ended.LEFT)


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is; `waits` while the server is to take what was sent."""

    done: int
    total: int
    waits: bool = False


Told = Callable[[Step], None]


class Gate:
    """Lets commands through while not too many are on their way."""

    def __init__(self, store: Store, stop: Event, told: Callable[[], None]) -> None:
        self._store = store
        self._stop = stop
        self._told = told

    def open(self) -> bool:
        """Wait for room; False when the person stopped meanwhile."""
        while self._store.waiting() >= WINDOW and not self._stop.is_set():
            self._told()
            self._stop.wait(LOOK_SECONDS)
        return not self._stop.is_set()


class Import:
    """One run over a plan. `run` blocks: for a thread of its own."""

    def __init__(self, store: Store, plan: Plan, *, completes: bool) -> None:
        self._store = store
        self._plan = plan
        self._completes = completes
        self._journal = Journal(store, plan.task.sha256, plan.task.path.name)
        self._outcome = Outcome(plan, bytearray(len(plan)))
        self._at = 0

    def run(self, stop: Event, told: Told) -> Outcome:
        """Bring the rows in, until the end or until `stop` is set; what is in stays in."""
        total = len(self._plan)
        gate = Gate(self._store, stop, lambda: told(Step(self._at, total, waits=True)))
        try:
            self._run(gate, lambda: told(Step(self._at, total)))
        except DiskFull:
            self._outcome.failure = "The disk of this computer is full. Make room first."
        except (Unreadable, OSError) as failure:
            self._outcome.failure = why_not(self._plan.task.path, failure)
        if self._outcome.is_whole and not self._outcome.failure:
            self._journal.ended()
        return self._outcome

    def _run(self, gate: Gate, told: Callable[[], None]) -> None:
        task = self._plan.task
        if checksum(task.path) != task.sha256:
            raise Unreadable(CHANGED)
        self._journal.begin(task.run, len(self._plan))
        reading = Reading(task.path, task.form)
        try:
            reader = Reader(reading.headers, task.chosen.targets, task.chosen.country)
            for batch in batches(reading.rows(), AT_ONCE):
                reading.stream.check_unchanged()
                if not gate.open():
                    return
                self._take(reader, batch)
                told()
        finally:
            reading.close()

    def _take(self, reader: Reader, batch: Sequence[Record]) -> None:
        groups: list[Sequence[AnyCommand]] = []
        places: list[int] = []
        added: list[Added] = []
        for record in batch:
            at, self._at = self._at, self._at + 1
            commands = self._commands(reader, record, at, added)
            if commands:
                groups.append(commands)
                places.append(at)
        if added:
            # First, so that an undo knows of everything that may have been added.
            self._journal.note(added)
        verdicts = self._do(groups, first=self._at - len(batch))
        for at, refused in zip(places, verdicts, strict=True):
            self._note(at, refused)

    def _do(self, groups: Sequence[Sequence[AnyCommand]], first: int) -> tuple[Refused | None, ...]:
        """When it raises, nothing of the piece is in, and the count says so."""
        try:
            return self._store.do_many(groups) if groups else ()
        except BaseException:
            for at in range(first, self._at):
                self._outcome.ended[at] = Ended.LEFT
            raise

    def _commands(
        self, reader: Reader, record: Record, at: int, added: list[Added]
    ) -> tuple[AnyCommand, ...]:
        """What to do for one row; also notes what becomes of it when that is taken."""
        fate = Fate(self._plan.fates[at])
        commands: tuple[AnyCommand, ...] = ()
        ended = {Fate.BROKEN: Ended.BROKEN, Fate.DONE: Ended.DONE}.get(fate, Ended.SKIPPED)
        if fate is Fate.NEW:
            commands, ended = self._adding(_read(reader, record), at), Ended.ADDED
        elif fate is Fate.HERE and self._completes and at in self._plan.matched:
            here = self._plan.matched[at]
            commands = self._completing(_read(reader, record), at, here, added)
            ended = Ended.COMPLETED if commands else Ended.SKIPPED
        self._outcome.ended[at] = ended
        if at in self._plan.why:
            self._outcome.why[at] = self._plan.why[at]
        return commands

    def _adding(self, new: Candidate, at: int) -> tuple[AnyCommand, ...]:
        row_id = self._plan.task.customer_id(at)
        add = AddCustomer(
            customer_id=row_id,
            name=new.name,
            location=new.location,
            labels=new.labels,
            contact_points=self._points(new, at),
        )
        edits = tuple(
            FieldEdit(name, "", text)
            for name, text in (("note", new.note), ("pinned_alert", new.pinned_alert))
            if text
        )
        return (add, EditCustomer(customer_id=row_id, edits=edits)) if edits else (add,)

    def _points(self, new: Candidate, at: int) -> tuple[NewContactPoint, ...]:
        kinds = ((ContactKind.PHONE, new.phones), (ContactKind.EMAIL, new.emails))
        return tuple(
            NewContactPoint(self._plan.task.point_id(at, value), kind, value)
            for kind, values in kinds
            for value in values
        )

    def _completing(
        self, new: Candidate, at: int, here: RowId, added: list[Added]
    ) -> tuple[AnyCommand, ...]:
        """What the customer here does not have yet."""
        view = self._store.view
        known = {p.value.lower() for p in view.where(ContactPointRow, customer_id=here)}
        points = [p for p in self._points(new, at) if p.value.lower() not in known]
        row = view.get(CustomerRow, here)
        labels = tuple(label for label in new.labels if row and label not in row.labels)
        if row is None or not (points or labels):
            return ()
        added.append(Added(here, tuple(p.id for p in points), labels))
        adds = (AddContactPoint(customer_id=here, contact_point=point) for point in points)
        label = (LabelCustomers(customer_ids=(here,), add=labels),) if labels else ()
        return (*adds, *label)

    def _note(self, at: int, refused: Refused | None) -> None:
        if refused is None:
            return
        is_done = refused.reason is Reason.ID_TAKEN
        self._outcome.ended[at] = Ended.DONE if is_done else Ended.REFUSED
        if not is_done:
            self._outcome.why[at] = refused.detail


def _read(reader: Reader, record: Record) -> Candidate:
    try:
        return reader.candidate(record)
    except Broken as broken:  # the dry run could read it: it is another file now
        raise Unreadable(CHANGED) from broken


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did; `stays` are customers something hangs on by now, with why, counted."""

    removed: int
    stays: dict[str, int]
    is_whole: bool


def undo(store: Store, journal: Journal, stop: Event, told: Told) -> Undone:
    """Take back everything an import brought, whichever of its runs did. Can be stopped and
    done again."""
    total = journal.start_undo()
    at, removed, stays = 0, 0, Counter[str]()
    gate = Gate(store, stop, lambda: told(Step(at, total, waits=True)))
    for some in batches(iter(range(total)), AT_ONCE * 4):
        ids = [journal.customer_id(each) for each in some]
        here = are_here(store.reader(), ids)
        for few in batches(iter([each for each in ids if each in here]), AT_ONCE):
            if not gate.open():
                return Undone(removed, dict(stays), is_whole=False)
            verdicts = store.do_many([RemoveCustomer(customer_id=each)] for each in few)
            removed += verdicts.count(None)
            stays.update(v.detail.partition(" has ")[2] for v in verdicts if v is not None)
        at = some[-1] + 1
        told(Step(at, total))
    for added in journal.notes():
        if not gate.open():
            return Undone(removed, dict(stays), is_whole=False)
        store.do_many(_taking_back(each) for each in added)
    journal.undone()
    return Undone(removed, dict(stays), is_whole=True)


def _taking_back(added: Added) -> Sequence[AnyCommand]:
    points = [RemoveContactPoint(contact_point_id=each) for each in added.points]
    if not added.labels:
        return points
    return [*points, LabelCustomers(customer_ids=(added.customer_id,), remove=added.labels)]
