"""A whole product with customers by the hundred thousand, seeded once and kept between runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from desktop.keychain import Secrets, Vault
from desktop.replica.schema import FINGERPRINT
from sync_server.store.database import Database
from tests.support.house import ROOT, House, house

KEPT = ROOT / "build" / "bench"
FILL_PATIENCE = 600.0
AGENTS = ("agent", "colleague")


@contextmanager
def big_house(customers: int) -> Iterator[House]:
    """Server, phone system and mailbox over the kept data."""
    # A changed contract means other tables: data of an older one is not used again.
    folder = KEPT / f"{customers}-{FINGERPRINT[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    with house(folder, customers) as whole:
        yield whole


def fill_desks(whole: House) -> None:
    """Give each agent's profile its filled replica, unless an earlier run did."""
    for who in AGENTS:
        if not (profile_of(whole, who) / "CURRENT").exists():
            whole.desk(who, within=FILL_PATIENCE).close()


def profile_of(whole: House, who: str) -> Path:
    return whole.folder / whole.story[who].split("@")[0]


def secrets_of(whole: House, who: str) -> Secrets:
    """What the agent's vault keeps; the replica's key among it."""
    found = Vault(profile_of(whole, who) / "vault.db", whole.story["password"]).load()
    assert found is not None, f"{who} has never signed in"
    return found


def replica_of(profile: Path) -> Path:
    return profile / (profile / "CURRENT").read_text().strip() / "replica.db"


def phone_numbers(whole: House, count: int) -> list[str]:
    """Numbers of customers spread evenly over all of them."""
    database = Database(f"sqlite:///{whole.folder / 'server' / 'ringdesk.db'}")
    with closing(database), database.reading() as connection:
        every = connection.execute(
            text("SELECT value FROM contact_point WHERE contact_kind = 'phone' ORDER BY id")
        )
        found = [str(row[0]) for row in every]
    return found[:: len(found) // count][:count]
