"""The server's store without HTTP: people, a writer, and readers who keep what they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sync_server.contract.base import CommandId, DeviceId, Row, RowId
from sync_server.contract.columns import from_values, to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import AddCustomer
from sync_server.contract.feed import BY_ENTITY, ROW_TYPES, entity
from sync_server.contract.records import AddBooking
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.contract.wire import Cursor, Envelope, PullRequest, PushReply, PushRequest, Receipt
from sync_server.rules.visibility import audience, scopes_of
from sync_server.store.actor import Actor
from sync_server.store.audit import at_console
from sync_server.store.change import write_change
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.pull import Puller
from sync_server.store.sequence import epoch_and_floor, take_seq
from sync_server.store.view import SqlView
from sync_server.store.writer import Writer
from tests.support.clock import HandClock
from tests.support.office import envelope, fresh_command, fresh_id

PEOPLE = {
    "olive": Role.OWNER,
    "adam": Role.ADMIN,
    "fiona": Role.FINANCE,
    "amy": Role.AGENT,
    "liam": Role.FIELDWORKER,
    "zoe": Role.FIELDWORKER,
}


def person(name: str) -> Actor:
    role = PEOPLE.get(name, Role.CUSTOMER)
    return Actor(RowId(name), name.title(), role, DeviceId(f"desk-{name}"))


class Shop:
    """Arranges and acts on the store as the API does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.doorbell = Doorbell(database)
        self.writer = Writer(database, self.doorbell, self.clock)
        self.puller = Puller(database, self.clock)
        self.put(*(StaffRow(RowId(name), 0, name.title(), role) for name, role in PEOPLE.items()))

    @property
    def epoch(self) -> str:
        with self.database.reading() as connection:
            return epoch_and_floor(connection)[0]

    def put(self, *rows: Row) -> None:
        """Write rows outside any command."""
        with self.database.writing() as tx:
            seq = take_seq(tx, RowId("system"), to_ms(self.clock()))
            deed = at_console(to_ms(self.clock()), "put")
            write_change(tx, SqlView(tx), rows, seq, deed)

    def do(self, name: str, command: AnyCommand, command_id: CommandId | None = None) -> Receipt:
        return self.writer.perform(person(name), command_id or fresh_command(), command)

    def push(self, name: str, *commands: Envelope, device: str = "", epoch: str = "") -> PushReply:
        request = PushRequest(epoch or self.epoch, DeviceId(device or f"desk-{name}"), commands)
        return self.writer.push(person(name), request)

    def add_customer(self, name: str = "Olivia Smith") -> RowId:
        customer_id = fresh_id()
        assert self.do("amy", AddCustomer(customer_id=customer_id, name=name)).code == ""
        return customer_id

    def add_booking(self, customer_id: RowId, *workers: str) -> RowId:
        booking_id = fresh_id()
        command = AddBooking(
            booking_id=booking_id,
            customer_id=customer_id,
            title="Deep clean",
            worker_ids=tuple(map(RowId, workers)),
            pay_cents=20_000,
        )
        assert self.do("amy", command).code == ""
        return booking_id

    def all_rows(self) -> list[Row]:
        with self.database.reading() as connection:
            view = SqlView(connection)
            return [row for kind in ROW_TYPES for row in view.where(kind)]

    def should_see(self, name: str) -> dict[tuple[str, str], Row]:
        """What this person may see, computed from the rows alone and not from the index."""
        with self.database.reading() as connection:
            view = SqlView(connection)
            actor = person(name)
            staff = view.get(StaffRow, actor.id)
            held = scopes_of(view, staff.role if staff else actor.role, actor.id)
            rows = [row for kind in ROW_TYPES for row in view.where(kind)]
            return {(entity(type(row)), row.id): row for row in rows if audience(view, row) & held}


@dataclass
class Replica:
    """The simplest possible client: rows by scope, nothing optimistic."""

    shop: Shop
    name: str
    cursor: Cursor = field(default_factory=dict)
    epoch: str = ""
    last: int = 0
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    seqs: dict[tuple[str, str], int] = field(default_factory=dict)
    scopes: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    end: dict[str, Any] = field(default_factory=dict)

    def request(self, max_bytes: int = 4 * 1024 * 1024) -> PullRequest:
        device = DeviceId(f"desk-{self.name}")
        return PullRequest(self.epoch, device, self.cursor, self.last, max_bytes)

    def pull(self, max_bytes: int = 4 * 1024 * 1024) -> int:
        """Pull until there is no more; answer how many streams that took."""
        for count in range(1, 10_000):
            self.take(self.shop.puller.pull(person(self.name), self.request(max_bytes)))
            if not self.end["more"]:
                return count
        raise AssertionError("the server never comes to an end")

    def take(self, lines: Iterable[bytes]) -> None:
        """Apply a stream as the protocol says."""
        hello: dict[str, Any] = {}
        names: dict[str, list[str]] = {}
        for raw in lines:
            kind, *rest = msgspec.json.decode(raw)
            if kind == "hello":
                hello = rest[0]
                self._begin(hello)
            elif kind == "cols":
                names[rest[0]] = rest[1]
            elif kind == "up":
                self._up(hello["scopes"][rest[0]], rest[1], names[rest[1]], rest[2])
            elif kind == "rm":
                for row_id in rest[2]:
                    self._leave((rest[1], row_id), hello["scopes"][rest[0]])
            elif kind == "res":
                self.receipts += msgspec.convert(rest[0], list[Receipt])
                self.last = max(self.last, *(receipt["n"] for receipt in rest[0]))
            else:
                self.cursor = msgspec.convert(rest[0]["cur"], Cursor)
                self.end = rest[0] if kind == "end" else self.end

    def _begin(self, hello: dict[str, Any]) -> None:
        self.epoch = hello["epoch"]
        if hello["reset"]:
            self.rows, self.scopes, self.seqs = {}, {}, {}
        self.dropped = hello["drop"]
        for scope in hello["drop"]:
            for key in list(self.scopes):
                self._leave(key, scope)

    def _up(self, scope: str, name: str, names: list[str], rows: list[list[Any]]) -> None:
        for seq, *values in rows:
            row = from_values(BY_ENTITY[name], values)
            assert names[0] == "id"
            key = (name, row.id)
            self.rows[key], self.seqs[key] = row, seq
            self.scopes.setdefault(key, set()).add(scope)

    def _leave(self, key: tuple[str, str], scope: str) -> None:
        held = self.scopes.get(key, set())
        held.discard(scope)
        if not held:
            self.scopes.pop(key, None)
            self.rows.pop(key, None)
            self.seqs.pop(key, None)

    def digest(self) -> dict[str, tuple[int, int]]:
        totals: dict[str, tuple[int, int]] = {}
        for (name, _row_id), seq in self.seqs.items():
            count, total = totals.get(name, (0, 0))
            totals[name] = (count + 1, total + seq)
        return totals

    def is_right(self) -> bool:
        """Whether this replica holds exactly what its person may see, and the digest says so."""
        told = {name: tuple(pair) for name, pair in self.end["digest"].items()}
        return self.rows == self.shop.should_see(self.name) and told == self.digest()


__all__ = ["PEOPLE", "Replica", "Shop", "envelope", "fresh_command", "fresh_id", "person"]
