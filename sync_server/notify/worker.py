"""The delivery worker: claims what waits, sends it once, tries again later, gives up in the end."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Mapping
from typing import Protocol

from sync_server.contract.messages import MessageRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel
from sync_server.notify.colleagues import address_of, letter, ways_of
from sync_server.notify.outward import MayHaveGone, Never, NotNow, Sender
from sync_server.notify.push import PushFailed, PushResult, WebPush
from sync_server.notify.vapid import load_or_make
from sync_server.rules.alerts import Alert, alert
from sync_server.store.database import Database
from sync_server.store.deliveries import Claim, Deliveries, DeliveryState
from sync_server.store.doorbell import Doorbell
from sync_server.store.push_subscriptions import PushSubscription, PushSubscriptions
from sync_server.store.server import Server
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0


class PushPort(Protocol):
    """Where alerts go out: Web Push, or another push service behind the same two methods."""

    def send(self, subscription: PushSubscription, alert: Alert) -> PushResult: ...

    def close(self) -> None: ...


class DeliveryWorker:
    """One thread in the server process; of several processes only the leader sends."""

    def __init__(
        self,
        database: Database,
        deliveries: Deliveries,
        subscriptions: PushSubscriptions,
        push: PushPort,
        doorbell: Doorbell,
        ways: Mapping[Channel, Sender],
    ) -> None:
        self._database = database
        self._deliveries = deliveries
        self._subscriptions = subscriptions
        self._push = push
        self._doorbell = doorbell
        self._ways = ways
        self._name = secrets.token_hex(8)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        self._doorbell.listen(self._on_ring)
        self._thread.start()

    def stop(self) -> None:
        """Finish the send in hand, then end."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._doorbell.unlisten(self._on_ring)
            self._thread.join(timeout=20)
        self._push.close()

    def deliver_due(self) -> int:
        """Send everything that is due now; answer how many deliveries were taken up."""
        self._deliveries.settle_interrupted()
        count = 0
        while claims := self._deliveries.claim(self._name):
            for claim in claims:
                if not self._stopping.is_set():
                    self._deliver(claim)
            count += len(claims)
        return count

    def _on_ring(self, _seq: int) -> None:
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._deliveries.lead(self._name):
                self.deliver_due()
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
        self._deliveries.stop_leading(self._name)

    def _deliver(self, claim: Claim) -> None:
        said = self._alert(claim)
        if claim.channel is not Channel.PUSH:
            self._write(claim, said)
            return
        browsers = self._subscriptions.of(claim.recipient_id)
        if said is None or not browsers:
            reason = "nothing to tell any more" if said is None else "no browser takes alerts"
            self._deliveries.end(claim, DeliveryState.DROPPED, reason)
        elif self._deliveries.begin_sending(claim):
            self._send(claim, said, browsers)

    def _alert(self, claim: Claim) -> Alert | None:
        with self._database.reading() as connection:
            return alert(SqlView(connection), claim.event_id, claim.recipient_id)

    def _write(self, claim: Claim, said: Alert | None) -> None:
        """By e-mail or text message. Without a way out it is dropped, not kept: hours later a
        notice is no news."""
        way, address = self._ways.get(claim.channel), self._address(claim)
        if said is None or way is None or not address:
            reason = "nothing to tell any more" if said is None else "no way or no address"
            self._deliveries.end(claim, DeliveryState.DROPPED, reason)
        elif self._deliveries.begin_sending(claim):
            self._hand_over(claim, letter(claim, said, address), way)

    def _hand_over(self, claim: Claim, message: MessageRow, way: Sender) -> None:
        try:
            way.send(message, ())
        except NotNow as reason:
            state = self._deliveries.put_back(claim, str(reason))
            log.warning("delivery %s is %s: %s", claim.id, state, reason)
        except MayHaveGone as reason:
            self._deliveries.end(claim, DeliveryState.UNKNOWN, str(reason))
        except Never as reason:
            self._deliveries.end(claim, DeliveryState.DEAD, str(reason))
        except Exception:  # our fault; the others behind it must not wait for it
            log.exception("delivery %s could not be sent", claim.id)
            self._deliveries.end(claim, DeliveryState.DEAD, "could not be written")
        else:
            self._deliveries.end(claim, DeliveryState.SENT)

    def _address(self, claim: Claim) -> str:
        with self._database.reading() as connection:
            staff = SqlView(connection).get(StaffRow, claim.recipient_id)
        return address_of(staff, claim.channel)

    def _send(self, claim: Claim, said: Alert, browsers: tuple[PushSubscription, ...]) -> None:
        taken, failure = 0, ""
        for browser in browsers:
            try:
                result = self._push.send(browser, said)
            except PushFailed as failed:
                failure = str(failed)
                continue
            if result is PushResult.GONE:
                self._subscriptions.remove(browser.endpoint)
            else:
                taken += 1
        if taken:
            self._deliveries.end(claim, DeliveryState.SENT)
        elif failure:
            state = self._deliveries.put_back(claim, failure)
            log.warning("delivery %s is %s: %s", claim.id, state, failure)
        else:
            self._deliveries.end(claim, DeliveryState.DROPPED, "no browser takes alerts any more")


def worker_for(server: Server) -> DeliveryWorker:
    """The worker of a server, ready to start."""
    settings = server.settings
    keys = load_or_make(settings.data_dir / "vapid.pem")
    host = settings.public_url.split("//")[-1].split(":")[0].split("/")[0]
    push = WebPush(keys, f"mailto:push@{host}", loopback=settings.allow_loopback_push)
    return DeliveryWorker(
        server.database,
        Deliveries(server.database, server.clock),
        PushSubscriptions(server.database, server.clock),
        push,
        server.doorbell,
        ways_of(server),
    )
