"""A real server with a small office behind it, and a real Chromium to look at it with."""

from __future__ import annotations

import dataclasses
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sync_server import app
from sync_server.contract.base import Command, CommandId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.customers import AddCustomer, NewContactPoint
from sync_server.contract.records import AddBooking, AddInquiry, AddInvoice, AddQuote
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import ContactKind, RecordKind, Role, Visibility
from sync_server.contract.wire import Receipt, Result
from sync_server.settings import Settings
from sync_server.store.accounts import NewStaff
from sync_server.store.actor import Actor
from sync_server.store.clock import utc_now
from sync_server.store.deliveries import Deliveries
from sync_server.store.portal_links import PortalLinks
from sync_server.store.push_subscriptions import PushSubscriptions
from sync_server.store.server import Server
from sync_server.store.view import SqlView

PASSWORD = "correct horse battery"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
]


def fresh_id() -> RowId:
    return new_id(to_ms(utc_now()), secrets.token_bytes(10))


class Clock:
    """The machine's clock, moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251  the shipped clock with a shift


@dataclass
class WebOffice:
    """Olivia has a booking done by Liam; Ben is another customer; Zoe is on another job."""

    server: Server
    clock: Clock
    agent: Actor
    liam: Actor
    zoe: Actor
    olivia: RowId
    ben: RowId
    booking: RowId
    bens_booking: RowId

    @property
    def url(self) -> str:
        return self.server.settings.public_url

    @property
    def links(self) -> PortalLinks:
        return PortalLinks(self.server.database, self.clock, self.url)

    @property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.server.database, self.clock)

    @property
    def subscriptions(self) -> PushSubscriptions:
        return PushSubscriptions(self.server.database, self.clock)

    def do(self, actor: Actor, command: Command) -> Receipt:
        receipt = self.server.writer.perform(actor, CommandId(fresh_id()), command)
        assert receipt.result is Result.OK, receipt
        return receipt

    def write(
        self,
        actor: Actor,
        body: str,
        visibility: Visibility = Visibility.EVERYONE,
        thread: RowId | None = None,
    ) -> RowId:
        post_id = fresh_id()
        self.do(actor, WritePost(post_id, thread or self.booking, body, visibility))
        return post_id

    def posts(self, thread: RowId | None = None) -> list[PostRow]:
        """A thread as the office sees it."""
        with self.server.database.reading() as connection:
            return SqlView(connection).where(PostRow, thread_id=thread or self.booking)

    def link(self, kind: RecordKind = RecordKind.BOOKING, record: RowId | None = None) -> str:
        return self.links.issue(self.olivia, kind, record or self.booking, days=30)

    def actor_as_customer(self) -> Actor:
        return Actor(self.olivia, "", Role.CUSTOMER)


def build_office(server: Server, clock: Clock) -> WebOffice:
    """Staff with passwords, two customers, a booking each."""
    people = [
        NewStaff("Sarah Lee", "sarah@office.example", Role.AGENT, PASSWORD),
        NewStaff("Liam Kowalski", "liam@office.example", Role.FIELDWORKER, PASSWORD),
        NewStaff("Zoe Grant", "zoe@office.example", Role.FIELDWORKER, PASSWORD),
    ]
    sarah, liam, zoe = (Actor(server.accounts.add_staff(new), new.name, new.role) for new in people)
    office = WebOffice(
        server, clock, sarah, liam, zoe, fresh_id(), fresh_id(), fresh_id(), fresh_id()
    )
    phone = NewContactPoint(fresh_id(), ContactKind.PHONE, "+61491570156")
    office.do(
        sarah,
        AddCustomer(
            customer_id=office.olivia,
            name="Olivia Smith",
            location="Glebe NSW",
            contact_points=(phone,),
        ),
    )
    office.do(sarah, AddCustomer(customer_id=office.ben, name="Ben Okoro"))
    tomorrow = clock().replace(hour=22, minute=0, second=0, microsecond=0)
    for booking, customer, worker, title in (
        (office.booking, office.olivia, liam, "Hallway window repair"),
        (office.bens_booking, office.ben, zoe, "Gutter cleaning"),
    ):
        office.do(
            sarah,
            AddBooking(
                booking_id=booking,
                customer_id=customer,
                title=title,
                site="14 Ferry Rd, Glebe NSW 2037",
                starts_at=tomorrow,
                worker_ids=(worker.id,),
                total_cents=41200,
                pay_cents=18000,
            ),
        )
    return office


def add_records(office: WebOffice) -> dict[RecordKind, RowId]:
    """One more record of each kind for Olivia."""
    ids = {kind: fresh_id() for kind in (RecordKind.QUOTE, RecordKind.INVOICE, RecordKind.INQUIRY)}
    quote, invoice, inquiry = ids.values()
    who = office.olivia
    office.do(office.agent, AddQuote(quote_id=quote, customer_id=who, title="Q", total_cents=99))
    office.do(
        office.agent, AddInvoice(invoice_id=invoice, customer_id=who, title="I", total_cents=99)
    )
    office.do(office.agent, AddInquiry(inquiry_id=inquiry, customer_id=who, title="N"))
    return ids


@contextmanager
def serving(web: Litestar, settings: Settings) -> Iterator[None]:
    """Uvicorn in a thread on the port of the settings, up when the body runs."""
    host, port = settings.host, settings.port
    config = uvicorn.Config(
        web, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2
    )
    runner = uvicorn.Server(config)
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    while not runner.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    try:
        yield
    finally:
        runner.should_exit = True
        thread.join(timeout=15)


def settings_for(folder: Path, port: int, database_url: str | None = None) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'ringdesk.db'}",
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        business_name="Harbour Glass & Gutters",
        business_phone="+61 2 5550 1234",
        allow_loopback_push=True,
        secret=b"a secret for tests, 32 bytes long",
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


@dataclasses.dataclass
class Watched:
    """A page and everything the browser complained about on it."""

    page: Page
    complaints: list[str]


def watched(context: BrowserContext) -> Watched:
    """Open a page that remembers console errors, broken policies and script faults."""
    page = context.new_page()
    seen = Watched(page, [])
    page.on(
        "console",
        lambda line: seen.complaints.append(line.text) if line.type == "error" else None,
    )
    page.on("pageerror", lambda fault: seen.complaints.append(str(fault)))
    return seen


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def web_office(folder: Path) -> Iterator[WebOffice]:
    """A served office in a folder of its own."""
    settings, clock = settings_for(folder, free_port()), Clock()
    server = app.build(settings, clock)
    office = build_office(server, clock)
    with serving(app.create_app(server), settings):
        yield office


def wait_for(question: Callable[[], object], what: str, seconds: float = 15) -> None:
    """Poll until a question is answered with something true."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not question():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        pause.wait(0.05)


PEERS = Path(__file__).parents[2] / "build" / "peers" / "node_modules"


def peer(name: str) -> Path:
    """A package of somebody else's that our work is checked against."""
    folder = PEERS / name
    assert folder.exists(), f"{name} is missing: run `make setup`"
    return folder


@contextmanager
def idle_office(folder: Path, database_url: str) -> Iterator[WebOffice]:
    """An office that is not served: its threads do not run, the test moves everything."""
    clock = Clock()
    server = app.build(settings_for(folder, 1, database_url), clock)
    try:
        yield build_office(server, clock)
    finally:
        server.database.close()
