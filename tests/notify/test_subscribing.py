"""The running server: a phone subscribes, a customer writes, the phone rings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
import requests

from tests.notify.browsers import new_browser
from tests.notify.receiver import PushService, push_service
from tests.support.web import PASSWORD, WebOffice, wait_for


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def liams_phone(office: WebOffice) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        wish = {"email": "liam@office.example", "password": PASSWORD, "device": "d" * 32}
        answer = session.post(f"{office.url}/v1/sign-in", json=wish, timeout=10)
        session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        yield session


def test_a_subscribed_phone_rings_within_moments(
    office: WebOffice, service: PushService, liams_phone: requests.Session
):
    browser = new_browser(f"{service.url}/liam")
    wish = dataclasses.asdict(browser.subscription)
    answer = liams_phone.put(f"{office.url}/v1/field/push", json=wish, timeout=10)
    assert answer.status_code == 204
    key = liams_phone.get(f"{office.url}/v1/field/push/key", timeout=10).json()["key"]
    office.write(office.actor_as_customer(), "Is Liam on his way?")
    wait_for(lambda: service.received, "the push")
    read = browser.read(service.received[0])
    assert "Is Liam on his way?" in read["text"]
    assert read["key"] == key


def test_a_phone_that_wants_no_alerts_gets_none(
    office: WebOffice, service: PushService, liams_phone: requests.Session
):
    wish = dataclasses.asdict(new_browser(f"{service.url}/liam").subscription)
    liams_phone.put(f"{office.url}/v1/field/push", json=wish, timeout=10)
    assert liams_phone.delete(f"{office.url}/v1/field/push", timeout=10).status_code == 204
    assert office.subscriptions.of(office.liam.id) == ()


def test_a_stranger_and_a_foreign_address_are_refused(
    office: WebOffice, liams_phone: requests.Session
):
    wish = dataclasses.asdict(new_browser("https://push.evil.example/x").subscription)
    foreign = liams_phone.put(f"{office.url}/v1/field/push", json=wish, timeout=10)
    assert foreign.status_code == 422
    for method, path in (("PUT", ""), ("DELETE", ""), ("GET", "/key")):
        url = f"{office.url}/v1/field/push{path}"
        body = wish if method == "PUT" else None
        assert requests.request(method, url, json=body, timeout=10).status_code == 401
