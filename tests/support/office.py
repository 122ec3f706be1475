"""A small office with a real server: people, customers, bookings, reached as programs reach it."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import requests
import uvicorn

from sync_server.app import build, create_app
from sync_server.contract.base import CommandId, DeviceId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand, command_encoder
from sync_server.contract.customers import AddCustomer, NewContactPoint
from sync_server.contract.records import AddBooking
from sync_server.contract.values import ContactKind, Role
from sync_server.contract.wire import (
    Envelope,
    PullRequest,
    PushReply,
    PushRequest,
    SignedIn,
    SignIn,
)
from sync_server.settings import Settings
from sync_server.store.accounts import NewStaff
from sync_server.store.actor import Actor
from sync_server.store.clock import Clock, utc_now
from sync_server.store.server import Server

PASSWORD = "correct horse"
TIMEOUT = 20

STAFF = {
    "olive": Role.OWNER,
    "adam": Role.ADMIN,
    "fiona": Role.FINANCE,
    "amy": Role.AGENT,
    "ben": Role.AGENT,
    "liam": Role.FIELDWORKER,
    "zoe": Role.FIELDWORKER,
}


def fresh_id() -> RowId:
    """A new id, as a client makes it."""
    return new_id(to_ms(utc_now()), secrets.token_bytes(10))


def fresh_command() -> CommandId:
    return CommandId(fresh_id())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_for(folder: Path, database_url: str | None = None) -> Settings:
    """Settings of a server that lives in one folder."""
    port = free_port()
    return Settings(
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'ringdesk.db'}",
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        business_name="Bright Clean",
        business_phone="+61 2 5550 1000",
        allow_loopback_push=True,
        secret=b"0" * 32,
    )


def envelope(n: int, command: AnyCommand, command_id: CommandId | None = None) -> Envelope:
    """A command on its way, as a device sends it."""
    raw = msgspec.Raw(command_encoder.encode(command))
    return Envelope(n, command_id or fresh_command(), to_ms(utc_now()), raw)


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone signed in over HTTP at a device of their own."""

    url: str
    signed_in: SignedIn
    device: DeviceId

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.signed_in.token}"}

    def push(self, *commands: Envelope) -> PushReply:
        request = PushRequest(self.signed_in.epoch, self.device, commands)
        answer = _call(
            "POST", f"{self.url}/v1/sync/push", self.headers, msgspec.json.encode(request)
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=PushReply)

    def pull(self, request: PullRequest | None = None) -> list[bytes]:
        """Lines of a pull, from the beginning when nothing else is asked for."""
        request = request or PullRequest(self.signed_in.epoch, self.device)
        url = f"{self.url}/v1/sync/pull?plain=1"
        answer = _call("POST", url, self.headers, msgspec.json.encode(request))
        answer.raise_for_status()
        return answer.content.splitlines()

    def get(self, path: str) -> requests.Response:
        return _call("GET", f"{self.url}{path}", self.headers)

    def post(self, path: str, data: bytes) -> requests.Response:
        return _call("POST", f"{self.url}{path}", self.headers, data)

    def put(self, path: str, data: bytes) -> requests.Response:
        return _call("PUT", f"{self.url}{path}", self.headers, data)


def _call(
    method: str, url: str, headers: dict[str, str], data: bytes | None = None
) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, headers=headers, data=data, timeout=TIMEOUT)


class Office:
    """A server with people; in-process for arranging, over HTTP for what a test is about."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.settings.public_url
        self._ids: dict[str, RowId] = {}

    def hire(self, name: str, role: Role) -> RowId:
        new = NewStaff(name.title(), f"{name}@example.org", role, PASSWORD)
        self._ids[name] = self.server.accounts.add_staff(new)
        return self._ids[name]

    def hire_all(self) -> None:
        for name, role in STAFF.items():
            self.hire(name, role)

    def id(self, name: str) -> RowId:
        return self._ids[name]

    def actor(self, name: str) -> Actor:
        return Actor(self._ids[name], name.title(), STAFF[name])

    def do(self, name: str, command: AnyCommand) -> None:
        """Carry out a command in somebody's name; it must be taken."""
        receipt = self.server.writer.perform(self.actor(name), fresh_command(), command)
        assert receipt.code == "", receipt

    def add_customer(self, name: str, phone: str = "") -> RowId:
        points = (NewContactPoint(fresh_id(), ContactKind.PHONE, phone),) if phone else ()
        customer_id = fresh_id()
        self.do("amy", AddCustomer(customer_id=customer_id, name=name, contact_points=points))
        return customer_id

    def add_booking(self, customer_id: RowId, *workers: str, title: str = "Deep clean") -> RowId:
        booking_id = fresh_id()
        command = AddBooking(
            booking_id=booking_id,
            customer_id=customer_id,
            title=title,
            worker_ids=tuple(self._ids[worker] for worker in workers),
            total_cents=41_200,
            pay_cents=20_000,
        )
        self.do("amy", command)
        return booking_id

    def try_sign_in(self, email: str, password: str, device: str = "") -> requests.Response:
        request = SignIn(email, password, DeviceId(device or fresh_id()))
        return _call("POST", f"{self.url}/v1/sign-in", {}, msgspec.json.encode(request))

    def try_path(self, path: str) -> requests.Response:
        """Ask for something without being signed in."""
        return _call("GET", f"{self.url}{path}", {})

    def seat(self, name: str) -> Seat:
        """Sign somebody in over HTTP, at a new device."""
        device = DeviceId(fresh_id())
        answer = self.try_sign_in(f"{name}@example.org", PASSWORD, device)
        answer.raise_for_status()
        return Seat(self.url, msgspec.json.decode(answer.content, type=SignedIn), device)


@contextmanager
def running(settings: Settings, clock: Clock = utc_now) -> Iterator[Office]:
    """Serve in a thread of this process until the block ends."""
    server = build(settings, clock)
    config = uvicorn.Config(
        create_app(server),
        host=settings.host,
        port=settings.port,
        log_config=None,
        timeout_graceful_shutdown=2,
    )
    program = uvicorn.Server(config)
    thread = threading.Thread(target=program.run, name="office server")
    thread.start()
    try:
        while not program.started and thread.is_alive():
            thread.join(0.01)
        assert program.started, "the server did not start"
        yield Office(server)
    finally:
        program.should_exit = True
        thread.join(10)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """A running server with staff, a customer's booking for Liam, on each kind of database."""
    with running(settings_for(tmp_path, database_url)) as opened:
        opened.hire_all()
        yield opened
