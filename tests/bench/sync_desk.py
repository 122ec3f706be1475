"""One desk's first fill in a process of its own, so that time, CPU and memory are only its own."""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil
import requests

from desktop.replica.fill import Told
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.replica.schema import INDEXES, TABLES
from desktop.sync.client import Client, sign_in
from desktop.sync.exchange import Exchange
from desktop.sync.filling import ChildFiller
from sync_server.contract.base import RowId
from sync_server.contract.values import Role
from sync_server.contract.wire import PullRequest
from tests.bench.sync_people import AGENT, PASSWORD

_MB = 1024


class Spent(msgspec.Struct, frozen=True):
    """What one first replication took at the desk."""

    seconds: float
    cpu_seconds: float
    rss_mb: float
    """Both processes at their largest, added."""
    rows: int
    wire_bytes: int
    file_bytes: int = 0
    copy_seconds: float = 0.0
    """Copying the finished file and checking it, for comparison."""


class Counting(Client):
    """A client that counts what comes over the wire."""

    wire_bytes = 0

    def pull(self, request: PullRequest) -> Iterator[bytes]:
        for chunk in super().pull(request):
            self.wire_bytes += len(chunk)
            yield chunk


def cpu() -> float:
    spent = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


def peak_mb(pid: int | str = "self") -> float:
    """The most memory a process had; unlike `ru_maxrss` this forgets who forked it."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / _MB


class ChildPeak:
    """Looks at the filling child each time it tells something."""

    mb = 0.0

    def __call__(self, _told: Told) -> None:
        children = psutil.Process().children()
        with suppress(FileNotFoundError, StopIteration):
            self.mb = max([self.mb, *(peak_mb(child.pid) for child in children)])


def ours(url: str, folder: Path) -> Spent:
    profile = Profile(folder / "profile", key=None)
    signed = sign_in(url, AGENT, PASSWORD, profile.outbox.device, "bench")
    profile.outbox.set_person(Person(RowId(signed.staff_id), signed.name, Role(signed.role)))
    client = Counting(url, signed.token)
    exchange = Exchange(profile, client, ChildFiller(), lambda _entities: None)
    began, spent = time.perf_counter(), cpu()
    child = ChildPeak()
    exchange.refill(child)
    seconds, spent = time.perf_counter() - began, cpu() - spent
    db = profile.replica.reader()
    rows = sum(db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in TABLES)  # noqa: S608 - own names
    file = profile.replica.folder / "replica.db"
    size, memory = file.stat().st_size, peak_mb() + child.mb
    copying = copied(file, folder / "copy.db")
    profile.close()
    return Spent(seconds, spent, memory, rows, client.wire_bytes, size, copying)


def copied(file: Path, to: Path) -> float:
    """Seconds to copy a finished database to the disk and look it over."""
    began = time.perf_counter()
    data = file.read_bytes()
    with to.open("wb") as copy:
        copy.write(data)
        copy.flush()
    db = sqlite3.connect(to)
    db.execute("PRAGMA quick_check").fetchone()
    db.close()
    return time.perf_counter() - began


def naive(url: str, folder: Path) -> Spent:
    """Pages of a thousand objects, one commit for each, into a table with the same indexes."""
    db = sqlite3.connect(folder / "naive.db")
    db.execute("PRAGMA journal_mode = WAL")
    began, spent, rows, wire = time.perf_counter(), cpu(), 0, 0
    with requests.Session() as session:
        for entity in ("customer", "booking"):
            _naive_table(db, entity)
            after = ""
            while True:
                answer = session.get(f"{url}/{entity}", params={"after": after}, timeout=60)
                wire += len(answer.content)
                page = answer.json()
                if not page:
                    break
                names = list(page[0])
                marks = ", ".join(f":{name}" for name in names)
                db.executemany(f'INSERT OR REPLACE INTO "{entity}" VALUES ({marks})', page)  # noqa: S608 - own names
                db.commit()
                after, rows = page[-1]["id"], rows + len(page)
    seconds, spent = time.perf_counter() - began, cpu() - spent
    db.close()
    return Spent(seconds, spent, peak_mb(), rows, wire)


def _naive_table(db: sqlite3.Connection, entity: str) -> None:
    columns = ", ".join(f'"{name}"' for name in TABLES[entity].names[1:])
    db.execute(f'CREATE TABLE "{entity}"(id TEXT PRIMARY KEY, {columns}, _seq INTEGER)')
    for number, expression in enumerate(INDEXES[entity]):
        db.execute(f'CREATE INDEX "ix_{entity}_{number}" ON "{entity}"({expression})')


WAYS: dict[str, Callable[[str, Path], Spent]] = {"ours": ours, "naive": naive}


def main() -> None:
    way, url = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        spent = WAYS[way](url, Path(folder))
    print(json.dumps(msgspec.to_builtins(spent)))


if __name__ == "__main__":
    main()
