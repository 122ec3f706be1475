"""From one desk's commit to the row in another's replica, with few and many desks connected."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from desktop.replica.stream import EndLine, lines
from desktop.sync.client import Client, sign_in
from desktop.sync.live import Connected, Frame, Heard, LiveChannel
from sync_server.contract.base import DeviceId
from sync_server.contract.customers import AddCustomer
from sync_server.contract.threads import WritePost
from sync_server.contract.values import Visibility
from sync_server.contract.wire import Cursor, PullRequest
from tests.bench.figures import Figures, load_now, spread
from tests.bench.sync_people import AGENT, DESKS, PASSWORD, desk_mail
from tests.bench.sync_rows import seeded
from tests.bench.sync_serving import Serving, serving
from tests.support.real_desk import RealDesk, wait_for

ROWS = 10_000
CHANGES = 200
GOAL_MEDIAN_MS, GOAL_P99_MS = 5.0, 25.0
TICK = 0.005
PAUSE = 0.02


class Seen(msgspec.Struct, frozen=True):
    """One desk's report: when it saw each post, and how late its ticks came."""

    at: dict[str, float]
    late_ms: list[float]


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench sync_live")
    asked.add_argument("--changes", type=int, default=CHANGES)
    asked.add_argument("--desks", type=int, default=DESKS)
    given = asked.parse_args(list(arguments))
    parts: dict[str, list[float]] = {}
    for desks in (1, given.desks):
        with serving(seeded(ROWS)) as server:
            call, commit, late = one_run(server, desks, given.changes)
        parts[f"do_to_visible_ms_{desks}_desks"] = call
        parts[f"commit_to_visible_ms_{desks}_desks"] = commit
        parts[f"tick_late_ms_{desks}_desks"] = late
    return figures(parts, given.desks)


def figures(parts: dict[str, list[float]], desks: int) -> Figures:
    values = parts[f"commit_to_visible_ms_{desks}_desks"]
    slow = {name: percentile(part, 99) for name, part in parts.items()}
    shown = spread(values)
    p99 = slow[f"commit_to_visible_ms_{desks}_desks"]
    return Figures(
        name="sync_live",
        unit="ms",
        n=shown.n,
        median=shown.median,
        p95=shown.p95,
        goal=f"median <= {GOAL_MEDIAN_MS:.0f} ms, p99 <= {GOAL_P99_MS:.0f} ms, {desks} desks",
        ok=shown.median <= GOAL_MEDIAN_MS and p99 <= GOAL_P99_MS,
        load=load_now(),
        parts={name: spread(part) for name, part in parts.items()},
        notes=(
            *(f"p99 of {name}: {value:.2f}" for name, value in slow.items()),
            "commit: a moment after it, when the pushing desk has its answer",
        ),
    )


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def one_run(
    server: Serving, desks: int, changes: int
) -> tuple[list[float], list[float], list[float]]:
    """Changes at one real desk, watched by another in its own process; the rest only listen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        writer = RealDesk(folder / "writer", server.url, AGENT, PASSWORD)
        writer.start()
        stack.callback(writer.stop)
        thread = writer.store.new_id()
        writer.store.do(AddCustomer(customer_id=thread, name="Bench"))
        wait_for(lambda: writer.store.waiting() == 0, "the customer to be taken")
        posts = [str(writer.store.new_id()) for _ in range(changes)]
        watcher = stack.enter_context(watching(server.url, posts[-1]))
        listeners = [Listener(server.url, number + 2) for number in range(desks - 2)]
        for listener in listeners:
            stack.callback(listener.channel.stop)
        wait_for(lambda: all(one.is_ready for one in listeners), "all desks to be connected")
        asked, committed = write_all(writer, thread, posts)
        seen = msgspec.json.decode(watcher.communicate(timeout=60)[0], type=Seen)
    call = [(seen.at[post] - asked[post]) * 1000 for post in posts]
    commit = [max(0.0, seen.at[post] - committed[post]) * 1000 for post in posts]
    return call, commit, seen.late_ms


def write_all(
    writer: RealDesk, thread: str, posts: list[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Write one post after the other; when each was asked for, and when its push was answered."""
    asked: dict[str, float] = {}
    committed: dict[str, float] = {}
    pushed = writer.client.push

    def push(request):
        reply = pushed(request)
        for receipt in reply.receipts:
            committed[receipt.id] = time.time()
        return reply

    writer.client.push = push
    chance = random.Random(1)
    for post in posts:
        command = WritePost(
            post_id=post, thread_id=thread, body="A note", visibility=Visibility.STAFF
        )
        asked[post] = time.time()
        command_id = writer.store.do(command)
        wait_for(lambda wanted=command_id: wanted in committed, "the push")
        committed[post] = committed[command_id]
        time.sleep(PAUSE * chance.uniform(0.5, 1.5))  # noqa: TID251 - the rhythm of the load
    return asked, committed


@contextmanager
def watching(url: str, last: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sync_live", url, last],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()  # it says that it is up to date
        yield process
    finally:
        process.kill()
        process.wait()


def end_of(chunks: Iterable[bytes]) -> Cursor:
    """The cursor at the end of an answer."""
    *_, end = lines(chunks)
    assert isinstance(end, EndLine)
    return end.end.cur


class Listener:
    """A real connection that acknowledges like a desk, without a replica."""

    def __init__(self, url: str, number: int) -> None:
        self._device = DeviceId(f"bench-{os.getpid()}-{number}")
        signed = sign_in(url, desk_mail(number), PASSWORD, self._device, "bench")
        self._epoch = signed.epoch
        self.is_ready = False
        client = Client(url, signed.token)
        pulled = client.pull(PullRequest(signed.epoch, self._device, max_bytes=1 << 40))
        self._cursor = end_of(pulled)
        client.close()
        self.channel = LiveChannel(url, signed.token, self._hear)
        self.channel.start()

    def _hear(self, heard: Heard) -> None:
        if isinstance(heard, Connected):
            self._stand_at(self._cursor)
        elif isinstance(heard, Frame):
            self._stand_at(end_of([heard.body]))

    def _stand_at(self, cur: Cursor) -> None:
        request = PullRequest(self._epoch, self._device, cur)
        self.channel.acknowledge(request)
        self.is_ready = True


def watch(url: str, last: str) -> None:
    """Be a desk; print when each post became readable, and how late a GUI's ticks would be."""
    with tempfile.TemporaryDirectory() as folder:
        desk = RealDesk(Path(folder) / "watcher", url, desk_mail(1), PASSWORD)
        at: dict[str, float] = {}
        done = threading.Event()

        def changed(_entities: frozenset[str]) -> None:
            now = time.time()
            found = desk.store.reader().execute("SELECT id FROM post")
            at.update({row_id: now for (row_id,) in found if row_id not in at})
            if last in at:
                done.set()

        desk.store.listen(changed)
        desk.start()
        wait_for(lambda: desk.engine._is_live, "the live channel")
        print("ready", flush=True)
        late = ticking(done)
        desk.stop()
    print(msgspec.json.encode(Seen(at, late)).decode(), flush=True)


def ticking(until: threading.Event) -> list[float]:
    """What a GUI timer of 5 ms would see beside the sync thread: lateness in ms."""
    late = []
    due = time.perf_counter() + TICK
    while not until.wait(max(0.0, due - time.perf_counter())):
        late.append(max(0.0, time.perf_counter() - due) * 1000)
        due = time.perf_counter() + TICK
    return late or [0.0, 0.0]


if __name__ == "__main__":
    watch(sys.argv[1], sys.argv[2])
