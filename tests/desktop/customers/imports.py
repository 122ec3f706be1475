"""Files and desks for the tests of the import."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from desktop.customers.import_journal import Journal, kept
from desktop.customers.import_mapping import Chosen, guess
from desktop.customers.import_plan import Plan, Task, checksum, dry_run
from desktop.customers.import_run import Import, Outcome, Step, Told, Undone, undo
from desktop.lists.import_reader import probe
from desktop.store import Store

HEAD = "Name,Phone,E-mail,Labels,Note\n"


def written(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "list.csv"
    path.write_text(head + rows)
    return path


def task(store: Store, path: Path) -> Task:
    looked = probe(path)
    sha256 = checksum(path)
    before = kept(store, sha256)
    chosen = Chosen(guess(looked), "AU")
    return Task(path, looked.format, chosen, sha256, before.run if before else 0)


def planned(store: Store, path: Path) -> Plan:
    return dry_run(store.reader(), task(store, path), lambda _read, _size: False)


def nothing(_step: Step) -> None:
    pass


def imported(store: Store, plan: Plan, told: Told = nothing, *, completes: bool = False) -> Outcome:
    return Import(store, plan, completes=completes).run(Event(), told)


def undone(store: Store, plan: Plan) -> Undone:
    return undo(store, Journal(store, plan.task.sha256), Event(), nothing)
