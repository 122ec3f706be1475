"""Deliveries: written with their change, sent once, tried again, given up, never doubled."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.threads import ChangePostVisibility
from sync_server.contract.values import Channel, RecordKind, Visibility
from sync_server.notify.push import PushFailed, PushResult, WebPush, is_allowed, topic
from sync_server.notify.vapid import load_or_make, public_key
from sync_server.notify.worker import DeliveryWorker, worker_for
from sync_server.rules.alerts import Alert
from sync_server.rules.routing import Delivery
from sync_server.store.deliveries import MAX_ATTEMPTS, DeliveryState
from tests.notify.browsers import subscribe
from tests.notify.receiver import PushService, push_service
from tests.support.web import WebOffice, idle_office


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[WebOffice]:
    """An office on either database, whose worker runs only when the test says so."""
    with idle_office(tmp_path, database_url) as office:
        yield office


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def worker(office: WebOffice) -> Iterator[DeliveryWorker]:
    worker = worker_for(office.server)
    yield worker
    worker.stop()


def by_customer(office: WebOffice, body: str = "The gate sticks") -> RowId:
    return office.write(office.actor_as_customer(), body)


def test_a_customers_post_rings_the_phone_of_the_fieldworker_on_the_job(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    liams = subscribe(office, service, office.liam.id, "/liam")
    subscribe(office, service, office.zoe.id, "/zoe")
    by_customer(office)
    worker.deliver_due()
    (push,) = service.received
    assert push.path == "/liam"
    assert b"gate" not in push.body
    read = liams.read(push)
    assert '"text":"Olivia Smith: The gate sticks"' in read["text"]
    assert f'"url":"/field/#/job/{office.booking}"' in read["text"]
    assert office.deliveries.counts() == {DeliveryState.SENT: 1}


def test_a_peer_finds_our_signature_genuine(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    browser = subscribe(office, service, office.liam.id)
    by_customer(office)
    worker.deliver_due()
    (push,) = service.received
    read = browser.read(push)
    assert read["isGenuine"]
    assert read["claims"]["aud"] == service.url
    assert read["claims"]["sub"].startswith("mailto:")
    pem = office.server.settings.data_dir / "vapid.pem"
    assert read["key"] == public_key(load_or_make(pem))
    assert stat.S_IMODE(pem.stat().st_mode) == 0o600
    assert push.headers["content-type"] == "application/octet-stream"
    assert push.headers["content-encoding"] == "aes128gcm"


def test_posts_of_one_thread_share_a_topic(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    subscribe(office, service, office.liam.id)
    for body in ("one", "two"):
        by_customer(office, body)
    worker.deliver_due()
    assert service.topics() == [topic(office.booking)] * 2
    assert len(topic(office.booking)) == 32


def test_office_only_posts_make_no_delivery(office: WebOffice, worker: DeliveryWorker):
    office.write(office.agent, "margin", Visibility.INTERNAL)
    assert worker.deliver_due() == 0
    assert office.deliveries.counts() == {}


def test_a_post_narrowed_before_it_went_out_is_not_sent(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    subscribe(office, service, office.liam.id)
    post = office.write(office.agent, "oops", Visibility.STAFF)
    office.do(office.agent, ChangePostVisibility(post, Visibility.INTERNAL, seen_version=0))
    worker.deliver_due()
    assert service.received == []
    assert office.deliveries.counts() == {DeliveryState.DROPPED: 1}


def test_two_workers_never_send_the_same_delivery(office: WebOffice, service: PushService):
    subscribe(office, service, office.liam.id)
    for number in range(6):
        by_customer(office, f"post {number}")
    first = office.deliveries.claim("first")
    assert len(first) == 6
    assert office.deliveries.claim("second") == ()
    office.clock.ahead = timedelta(minutes=2)
    second = office.deliveries.claim("second")
    assert {claim.id for claim in second} == {claim.id for claim in first}
    assert not any(office.deliveries.begin_sending(claim) for claim in first)
    assert all(office.deliveries.begin_sending(claim) for claim in second)


def test_workers_claiming_at_the_same_time_share_out_the_deliveries(office: WebOffice):
    for number in range(24):
        by_customer(office, f"post {number}")
    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(lambda n: office.deliveries.claim(f"worker {n}", 4), range(6)))
    claimed = [claim.id for share in shares for claim in share]
    assert len(claimed) == len(set(claimed)) == 24


def test_a_browser_that_is_gone_is_forgotten(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    for path, status in (("/gone", 410), ("/never", 404), ("/here", 201)):
        service.answers[path] = status
        subscribe(office, service, office.liam.id, path)
    by_customer(office)
    worker.deliver_due()
    (kept,) = office.subscriptions.of(office.liam.id)
    assert kept.endpoint == f"{service.url}/here"
    assert office.deliveries.counts() == {DeliveryState.SENT: 1}


def test_a_failing_push_service_is_tried_again_later_each_time_and_given_up(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    service.answers["/browser"] = 500
    subscribe(office, service, office.liam.id)
    by_customer(office)
    waits = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        worker.deliver_due()
        assert len(service.received) == attempt
        worker.deliver_due()
        assert len(service.received) == attempt, "tried again too early"
        waits.append(timedelta(seconds=5) * 2 ** (attempt - 1))
        office.clock.ahead += waits[-1] + timedelta(seconds=1)
    assert office.deliveries.counts() == {DeliveryState.DEAD: 1}


def test_a_second_delivery_of_the_same_event_is_not_written(office: WebOffice):
    post = by_customer(office)
    again = Delivery(post, office.liam.id, Channel.PUSH, office.booking)
    with office.server.database.writing() as tx:
        office.deliveries.add(tx, [again, again])
    assert office.deliveries.counts() == {DeliveryState.WAITING: 1}


def test_a_change_that_is_rolled_back_leaves_no_delivery(office: WebOffice):
    wanted = Delivery(RowId("p"), office.liam.id, Channel.PUSH, office.booking)

    def fail_after_adding() -> None:
        with office.server.database.writing() as tx:
            office.deliveries.add(tx, [wanted])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_adding()
    assert office.deliveries.counts() == {}


_KILLED = """
import sys
from pathlib import Path
from sync_server import app
from sync_server.notify.worker import worker_for
from tests.support.web import settings_for
worker_for(app.build(settings_for(Path(sys.argv[1]), 1, sys.argv[2]))).deliver_due()
"""


def test_a_worker_killed_while_sending_leaves_a_push_that_is_repeated_under_the_same_topic(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    subscribe(office, service, office.liam.id)
    by_customer(office)
    service.may_answer.clear()
    settings = office.server.settings
    command = [sys.executable, "-c", _KILLED, str(settings.data_dir), settings.database_url]
    process = subprocess.Popen(command)
    assert service.arrived.wait(30)
    process.kill()
    process.wait(10)
    service.may_answer.set()
    assert office.deliveries.counts() == {DeliveryState.SENDING: 1}
    worker.deliver_due()
    assert len(service.received) == 1, "its lease has not run out yet"
    office.clock.ahead = timedelta(minutes=2)
    worker.deliver_due()
    assert office.deliveries.counts() == {DeliveryState.SENT: 1}
    assert service.topics() == [topic(office.booking)] * 2


def test_an_sms_caught_while_sending_is_never_sent_again(office: WebOffice):
    wanted = Delivery(RowId("p"), office.liam.id, Channel.SMS, office.booking)
    with office.server.database.writing() as tx:
        office.deliveries.add(tx, [wanted])
    (claim,) = office.deliveries.claim("worker that dies")
    assert office.deliveries.begin_sending(claim)
    office.clock.ahead = timedelta(minutes=2)
    assert office.deliveries.settle_interrupted() == 1
    assert office.deliveries.counts() == {DeliveryState.UNKNOWN: 1}
    assert office.deliveries.claim("other") == ()


def test_only_one_worker_leads_until_it_is_gone(office: WebOffice):
    assert office.deliveries.lead("first")
    assert not office.deliveries.lead("second")
    assert office.deliveries.lead("first")
    office.deliveries.stop_leading("first")
    assert office.deliveries.lead("second")
    office.clock.ahead = timedelta(minutes=2)
    assert office.deliveries.lead("third")


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=x", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilpush.apple.com.example/x", False),
        ("https://169.254.169.254/latest", False),
        ("http://127.0.0.1:9/x", False),
        ("https://localhost/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_push_services_are_called(endpoint: str, *, allowed: bool):
    assert is_allowed(endpoint, loopback=False) is allowed


def test_a_redirect_is_not_followed(office: WebOffice, service: PushService):
    browser = subscribe(office, service, office.liam.id, "/elsewhere")
    service.answers["/elsewhere"] = 302
    keys = load_or_make(office.server.settings.data_dir / "vapid.pem")
    push = WebPush(keys, "mailto:push@office.example", loopback=True)
    said = Alert("t", "x", office.booking, RecordKind.BOOKING, office.booking)
    with pytest.raises(PushFailed):
        push.send(browser.subscription, said)
    push.close()
    assert len(service.received) == 1


def test_without_the_setting_this_machine_is_not_called(office: WebOffice, service: PushService):
    browser = subscribe(office, service, office.liam.id)
    keys = load_or_make(office.server.settings.data_dir / "vapid.pem")
    push = WebPush(keys, "mailto:push@office.example")
    said = Alert("t", "x", office.booking, RecordKind.BOOKING, office.booking)
    assert push.send(browser.subscription, said) is PushResult.GONE
    push.close()
    assert service.received == []
