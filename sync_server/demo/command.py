"""`seed-demo`: fills an empty database once and tells how to get in, as JSON on one line."""

from __future__ import annotations

import sys
from datetime import timedelta

import msgspec

from sync_server.contract.records import BookingRow
from sync_server.contract.values import RecordKind
from sync_server.demo.people import OFFICE_NUMBER, PASSWORD, People, people
from sync_server.demo.seed import Progress, is_empty, seed
from sync_server.demo.story import OLIVIA_PHONE, voicemail_sound
from sync_server.rules.calls import owners_of
from sync_server.settings import Settings
from sync_server.store.accounts import Accounts
from sync_server.store.blobs import Blobs
from sync_server.store.clock import utc_now
from sync_server.store.database import Database
from sync_server.store.portal_links import PortalLinks
from sync_server.store.schema import migrate
from sync_server.store.view import SqlView

LINK_DAYS = 30


class DemoStory(msgspec.Struct, frozen=True):
    """How to get in; printed for the person who started the demo."""

    agent: str
    colleague: str
    fieldworker: str
    finance: str
    password: str
    portal_link: str
    office_number: str
    caller: str


def run(settings: Settings, customers: int) -> None:
    """Seed when empty; print the story either way."""
    database = Database(settings.database_url)
    migrate(database)
    business = people()
    if is_empty(database):
        _hurry(database)
        seed(database, business, customers, utc_now(), _progress(customers))
        _give_accounts(database, settings, business)
        Blobs(settings.blob_dir).put_recording(voicemail_sound())
    story = DemoStory(
        agent=business.named("Sarah").email,
        colleague=business.named("Tom").email,
        fieldworker=business.named("Liam").email,
        finance=business.named("Grace").email,
        password=PASSWORD,
        portal_link=_portal_link(database, settings),
        office_number=OFFICE_NUMBER,
        caller=OLIVIA_PHONE,
    )
    database.close()
    sys.stdout.write(msgspec.json.encode(story).decode() + "\n")


def _hurry(database: Database) -> None:
    """Demo data can be made anew after a power cut, so nothing waits for the disk.

    Holds for this process, whose one connection comes back to every transaction.
    """
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous=OFF")
            connection.exec_driver_sql("PRAGMA cache_size=-262144")


def _give_accounts(database: Database, settings: Settings, business: People) -> None:
    accounts = Accounts(database, settings)
    for staff in business.everyone:
        accounts.give_password(staff, PASSWORD)


def _portal_link(database: Database, settings: Settings) -> str:
    """A link to the caller's newest finished booking, the one with the discussion."""
    with database.reading() as connection:
        view = SqlView(connection)
        (customer,) = owners_of(view, OLIVIA_PHONE)
        done = [b for b in view.where(BookingRow, customer_id=customer) if "repair" in b.title]
    links = PortalLinks(database, utc_now, settings.public_url)
    return links.issue(customer, RecordKind.BOOKING, done[0].id, LINK_DAYS)


def _progress(customers: int) -> Progress:
    started = utc_now()

    def tell(done: int) -> None:
        if customers < 2000:
            return
        left = (utc_now() - started) / max(1, done) * (customers - done)
        sys.stderr.write(f"\r{done:,} of {customers:,} customers, {_short(left)} left ")
        sys.stderr.flush()

    return tell


def _short(left: timedelta) -> str:
    return f"{left.total_seconds():.0f} s"
