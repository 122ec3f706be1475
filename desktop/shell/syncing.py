"""Sync of one desk: engine, live channel and uploads over one access, started and stopped as one.

Loaded once rows are on screen: the network's libraries take longer than the first page.
"""

from __future__ import annotations

from desktop.qt.formatting import Clock
from desktop.shell.access import Access
from desktop.store import Store
from desktop.sync.client import Client
from desktop.sync.downloads import SOUNDS, Downloads
from desktop.sync.engine import Engine, Listeners
from desktop.sync.exchange import Exchange
from desktop.sync.filling import ChildFiller
from desktop.sync.histories import Histories
from desktop.sync.live import LiveChannel
from desktop.sync.uploads import Uploads


class Syncing:
    """Has threads of its own; what it says comes through the listeners, from those."""

    def __init__(self, access: Access, store: Store, listeners: Listeners, clock: Clock) -> None:
        profile = access.profile
        self._store = store
        self._client = Client(access.server, access.secrets.token)
        self._files = Client(access.server, access.secrets.token)
        self._uploads = Uploads(profile.outbox, self._files)
        self._sounds = Client(access.server, access.secrets.token)
        self._downloads = Downloads(profile.generations.directory / "files" / SOUNDS, self._sounds)
        store.fetch_by(self._downloads)
        self._reading = Client(access.server, access.secrets.token)
        self._histories = Histories(self._reading)
        store.history_by(self._histories)
        exchange = Exchange(profile, self._client, ChildFiller(), store.rows_changed)
        self._engine = Engine(
            profile,
            exchange,
            lambda heard: LiveChannel(access.server, access.secrets.token, heard),
            listeners,
            clock,
        )

    def start(self) -> None:
        self._store.viewing.say_by(self._engine.look)
        self._engine.start()
        self._uploads.start()
        self._downloads.start()

    def wake(self) -> None:
        """There is something to send."""
        self._engine.wake()
        self._uploads.wake()

    def retry(self) -> None:
        """Try now, whatever pause is on."""
        self._engine.retry()

    def stop(self) -> None:
        """End the threads; waits for them."""
        self._engine.stop()
        self._uploads.stop()
        self._downloads.stop()
        self._histories.stop()
        self._client.close()
        self._files.close()
        self._sounds.close()
        self._reading.close()
