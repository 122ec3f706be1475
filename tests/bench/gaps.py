"""How long the window ever stands still: while a first fill runs, rows pour in, a call pops."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import text

from desktop.replica.stream import HelloLine, lines
from desktop.sync.client import Client, sign_in
from sync_server.contract.base import CommandId, DeviceId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.threads import WritePost
from sync_server.contract.values import Visibility
from sync_server.contract.wire import Envelope, PullRequest, PushRequest, PushStatus
from sync_server.store.clock import utc_now
from sync_server.store.database import Database
from tests.bench.big_house import AGENTS, FILL_PATIENCE, big_house, fill_desks, phone_numbers
from tests.bench.figures import Figures, load_now, spread
from tests.bench.pop import CUSTOMERS, one_call
from tests.support.desk import Desk, pause, until
from tests.support.house import House

GOAL_MS = 50.0
CALLS = 8
BURST = 5_000
AT_ONCE = 100


@dataclass
class Gaps:
    """Late ticks of one phase, each once by the clock and once by what the thread computed."""

    wall: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)

    def take(self, desk: Desk) -> None:
        for _, late, cpu in desk.ask("late_ticks"):
            self.wall.append(late)
            self.computed.append(min(cpu, late))


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench gaps")
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    asked.add_argument("--burst", type=int, default=BURST)
    given = asked.parse_args(list(arguments))
    with big_house(given.customers) as whole:
        fill_desks(whole)
        phases = {"fill": first_fill(whole)}
        desks = [whole.desk(who) for who in AGENTS]
        phases["burst"] = watched(desks[:1], lambda: burst(whole, desks[0], given.burst))
        phases["pop"] = watched(desks, lambda: calls(whole, desks))
    return figures(phases)


def first_fill(whole: House) -> Gaps:
    """A computer that never saw this office; watched from signing in until it is up to date."""
    gaps = Gaps()
    told = {"server": whole.url, "email": whole.story["agent"]}
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(
            Path(folder) / "fresh",
            told | {"password": whole.story["password"]},
            whole.environment,
        )
        try:
            desk.wait_for("phone_status")
            desk.ask("watch_ticks")
            until(lambda: is_up_to_date(desk), FILL_PATIENCE, "the fill")
            gaps.take(desk)
        finally:
            desk.close()
    return gaps


def is_up_to_date(desk: Desk) -> bool:
    """Asked seldom: a look takes the window's own time."""
    pause(0.5)
    return "Up to date" in desk.spoken("sync_status")


def watched(desks: list[Desk], work: Callable[[], None]) -> Gaps:
    for desk in desks:
        desk.ask("watch_ticks")
    work()
    gaps = Gaps()
    for desk in desks:
        gaps.take(desk)
    return gaps


def calls(whole: House, desks: list[Desk]) -> None:
    for number in phone_numbers(whole, CALLS):
        one_call(whole, desks, number)


def burst(whole: House, desk: Desk, count: int) -> None:
    """A colleague's program writes notes as fast as the server takes them; all reach the desk."""
    owners = [RowId(one) for one in customers(whole, count)]
    last = f"Note {secrets.token_hex(4)} {count - 1}"
    stem = last.rpartition(" ")[0]
    with pushing(whole) as push:
        for first in range(0, count, AT_ONCE):
            some = owners[first : first + AT_ONCE]
            push([note(owner, f"{stem} {first + at}") for at, owner in enumerate(some)])
    until(lambda: is_up_to_date(desk), 60, "the burst's end")


def note(owner: RowId, body: str) -> WritePost:
    at = utc_now()
    post_id = new_id(to_ms(at), secrets.token_bytes(10))
    return WritePost(post_id, owner, body, Visibility.STAFF, written_at=at)


def customers(whole: House, count: int) -> list[str]:
    database = Database(f"sqlite:///{whole.folder / 'server' / 'ringdesk.db'}")
    with closing(database), database.reading() as connection:
        found = connection.execute(text("SELECT id FROM customer LIMIT :count"), {"count": count})
        return [str(row[0]) for row in found]


@contextmanager
def pushing(whole: House) -> Iterator[Callable[[list[WritePost]], None]]:
    """A device of the colleague's that only writes."""
    device = DeviceId(secrets.token_hex(16))
    mine = sign_in(
        whole.url, whole.story["colleague"], whole.story["password"], device, "the burst"
    )
    with closing(Client(whole.url, mine.token)) as client:
        asked = PullRequest(epoch="", device=device, cur={}, last=0, max_bytes=1)
        hello = next(lines(client.pull(asked)))
        assert isinstance(hello, HelloLine)
        sent = 0

        def push(commands: list[WritePost]) -> None:
            nonlocal sent
            envelopes = []
            for command in commands:
                sent += 1
                command_id = CommandId(new_id(to_ms(utc_now()), secrets.token_bytes(10)))
                body = msgspec.Raw(msgspec.json.encode(command))
                envelopes.append(Envelope(sent, command_id, to_ms(utc_now()), body))
            reply = client.push(PushRequest(hello.hello.epoch, device, tuple(envelopes)))
            assert reply.status is PushStatus.OK, reply.status

        yield push


def figures(phases: dict[str, Gaps]) -> Figures:
    parts = {}
    for name, gaps in phases.items():
        parts[f"{name}_late_ms"] = spread(gaps.wall or [0.0])
        parts[f"{name}_computed_ms"] = spread(gaps.computed or [0.0])
    every = spread([late for gaps in phases.values() for late in gaps.wall] or [0.0])
    return Figures(
        name="gaps",
        unit="ms",
        n=every.n,
        median=every.median,
        p95=every.p95,
        goal=f"worst gap <= {GOAL_MS:.0f} ms",
        ok=every.most <= GOAL_MS,
        load=load_now(),
        parts=parts,
        notes=(
            "n counts ticks of 5 ms that came more than 12 ms late",
            "computed: what the window's own thread used of such a gap; the rest is waiting",
        ),
    )
