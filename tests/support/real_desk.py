"""A desktop without a window, connected to a real server over HTTP and WebSocket."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.store import Store
from desktop.sync.client import Client, sign_in
from desktop.sync.engine import Engine, Listeners
from desktop.sync.exchange import Exchange, Filler
from desktop.sync.filling import ChildFiller
from desktop.sync.live import Heard, LiveChannel
from desktop.sync.status import Status, UpToDate
from desktop.sync.transport import Channel
from sync_server.contract.base import RowId
from sync_server.contract.values import Role
from sync_server.store.clock import utc_now

PATIENCE = 20.0


def wait_for(is_so: Callable[[], bool], what: str = "it") -> None:
    """Look until it is so; fail with what was waited for."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, f"waited {PATIENCE} s for {what}"
        time.sleep(0.005)  # noqa: TID251 - the pause between two looks


@dataclass
class Told:
    """What the engine told so far."""

    statuses: list[Status] = field(default_factory=list)
    passing: list[bytes] = field(default_factory=list)
    is_wiped: bool = False

    def wipe(self) -> None:
        self.is_wiped = True


class RealDesk:
    """Signed in, with an engine of its own; `store` is what pages would use."""

    def __init__(
        self,
        directory: Path,
        address: str,
        email: str,
        password: str,
        filler: Filler | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.profile = Profile(directory, key=None)
        signed = sign_in(address, email, password, self.profile.outbox.device, "test")
        self.profile.outbox.set_person(
            Person(RowId(signed.staff_id), signed.name, Role(signed.role))
        )
        self.token = signed.token
        self.told = Told()
        self.store = Store(self.profile, clock)
        self.client = Client(address, signed.token)
        self.exchange = Exchange(
            self.profile, self.client, filler or ChildFiller(), self.store.rows_changed
        )

        def open_channel(heard: Callable[[Heard], None]) -> Channel:
            return LiveChannel(address, signed.token, heard)

        listeners = Listeners(self.told.statuses.append, self.told.passing.append, self.told.wipe)
        self.engine = Engine(self.profile, self.exchange, open_channel, listeners, clock)
        self.store.wake_by(self.engine.wake)

    def start(self) -> None:
        self.engine.start()
        wait_for(self.is_up_to_date, "the first fill")

    def is_up_to_date(self) -> bool:
        return bool(self.told.statuses) and isinstance(self.told.statuses[-1], UpToDate)

    def stop(self) -> None:
        self.engine.stop()
        self.client.close()
        if not self.told.is_wiped:
            self.profile.close()
