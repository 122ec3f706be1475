"""The app's doorbell: it rings for one's own jobs, for nobody else's, and ends with the access."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import requests

from sync_server.contract.base import DeviceId
from sync_server.contract.staff import Deactivate
from sync_server.contract.values import Visibility
from tests.portal.complaining import boss, report
from tests.support.web import PASSWORD, WebOffice, fresh_id, wait_for

RING = b"event: changed"


def session() -> requests.Session:
    opened = requests.Session()
    opened.trust_env = False
    return opened


def token(office: WebOffice, email: str) -> str:
    wish = {
        "email": email,
        "password": PASSWORD,
        "device": DeviceId(fresh_id()),
        "device_name": "Field app",
    }
    answer = session().post(f"{office.url}/v1/sign-in", json=wish, timeout=10)
    return str(answer.json()["token"])


class Listener:
    """One open stream and what came over it."""

    def __init__(self, office: WebOffice, email: str) -> None:
        headers = {"Authorization": f"Bearer {token(office, email)}"}
        self._stream = session().get(
            f"{office.url}/v1/field/live", headers=headers, stream=True, timeout=30
        )
        self.heard: list[bytes] = []
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        wait_for(lambda: self.heard, "the stream to open")

    def _listen(self) -> None:
        lines: Iterator[bytes] = self._stream.iter_lines()
        self.heard.extend(line for line in lines if line)

    @property
    def rings(self) -> int:
        return self.heard.count(RING)


def test_it_rings_for_those_on_the_job_and_for_nobody_else(office: WebOffice):
    """ISS-24."""
    liam = Listener(office, "liam@office.example")
    zoe = Listener(office, "zoe@office.example")
    issue_id = report(office)
    wait_for(lambda: liam.rings == 1, "Liam's bell")
    office.write(office.agent, "margin is thin", Visibility.INTERNAL, issue_id)
    office.write(office.agent, "Mind the dog", Visibility.STAFF, office.bens_booking)
    wait_for(lambda: zoe.rings == 1, "Zoe's bell")
    office.write(office.agent, "Bring the ladder", Visibility.STAFF, issue_id)
    wait_for(lambda: liam.rings == 2, "Liam's bell again")
    assert zoe.rings == 1
    assert {line for line in liam.heard if line != b"data: "} == {b"retry: 2000", RING}
    office.server.doorbell.let_go()
    for listener in (liam, zoe):
        listener.thread.join(timeout=15)
        assert not listener.thread.is_alive(), "a server that ends is not held up"


def test_it_ends_with_the_access(office: WebOffice):
    liam = Listener(office, "liam@office.example")
    office.do(boss(office), Deactivate(office.liam.id))
    liam.thread.join(timeout=15)
    assert not liam.thread.is_alive()


def test_strangers_hear_nothing(office: WebOffice):
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = session().get(f"{office.url}/v1/field/live", headers=headers, timeout=10)
        assert answer.status_code == 401
