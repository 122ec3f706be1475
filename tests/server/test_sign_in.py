"""Signing in: who gets a token, for how long, and what guessing costs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sync_server.contract.base import DeviceId
from sync_server.contract.staff import Deactivate
from sync_server.contract.values import Role
from sync_server.contract.wire import SignIn
from sync_server.store.accounts import Accounts, BadAccount, NewStaff, WrongCredentials
from sync_server.store.actor import AccessEnded, DeviceTaken
from sync_server.store.database import Database
from sync_server.store.throttle import FREE_TRIES, TooMany
from tests.server.shop import Shop
from tests.support.clock import HandClock
from tests.support.office import PASSWORD, Office, settings_for

EMAIL = "amy@example.org"


def _sign_in(password: str = PASSWORD, email: str = EMAIL, device: str = "desk") -> SignIn:
    return SignIn(email, password, DeviceId(device))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def accounts(database: Database, tmp_path: Path, clock: HandClock) -> Accounts:
    made = Accounts(database, settings_for(tmp_path), clock)
    made.add_staff(NewStaff("Amy", EMAIL, Role.AGENT, PASSWORD))
    return made


def test_the_right_password_gives_a_token_for_this_person(accounts: Accounts) -> None:
    signed_in = accounts.sign_in(_sign_in(email=" AMY@example.org"), "127.0.0.1")
    actor = accounts.actor_of(signed_in.token)
    assert actor is not None
    assert (actor.name, actor.role, actor.device) == ("Amy", Role.AGENT, "desk")


@pytest.mark.parametrize("wrong", [_sign_in("no"), _sign_in(email="nobody@example.org")])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    accounts: Accounts, wrong: SignIn
) -> None:
    with pytest.raises(WrongCredentials):
        accounts.sign_in(wrong, "127.0.0.1")


def test_guessing_has_to_wait_longer_and_longer(accounts: Accounts, clock: HandClock) -> None:
    waits = []
    for _guess in range(FREE_TRIES + 6):
        try:
            accounts.sign_in(_sign_in("guess"), "127.0.0.1")
        except WrongCredentials:
            continue
        except TooMany as refusal:
            waits.append(refusal.seconds)
            clock.advance(timedelta(seconds=refusal.seconds))
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]


def test_the_right_password_waits_too_and_then_clears_the_account(
    accounts: Accounts, clock: HandClock
) -> None:
    for guess in range(FREE_TRIES + 1):
        with pytest.raises(WrongCredentials):
            accounts.sign_in(_sign_in("guess"), f"127.0.0.{guess + 1}")
    with pytest.raises(TooMany):
        accounts.sign_in(_sign_in(), "127.0.0.99")
    clock.advance(timedelta(minutes=1))
    accounts.sign_in(_sign_in(), "127.0.0.99")
    with pytest.raises(WrongCredentials):
        accounts.sign_in(_sign_in("typo"), "127.0.0.99")
    accounts.sign_in(_sign_in(), "127.0.0.99")


def test_a_token_ends_with_time_and_with_signing_out(accounts: Accounts, clock: HandClock) -> None:
    first = accounts.sign_in(_sign_in(), "127.0.0.1").token
    second = accounts.sign_in(_sign_in(device="phone"), "127.0.0.1").token
    accounts.sign_out(first)
    assert accounts.actor_of(first) is None
    assert accounts.actor_of(second) is not None
    clock.advance(timedelta(days=91))
    assert accounts.actor_of(second) is None
    assert accounts.actor_of("never given") is None


def test_a_device_cannot_be_taken_over_by_another_person(accounts: Accounts) -> None:
    accounts.add_staff(NewStaff("Ben", "ben@example.org", Role.AGENT, PASSWORD))
    accounts.sign_in(_sign_in(), "127.0.0.1")
    with pytest.raises(DeviceTaken):
        accounts.sign_in(_sign_in(email="ben@example.org"), "127.0.0.1")


def test_a_deactivated_person_is_told_to_erase(accounts: Accounts, database: Database) -> None:
    signed_in = accounts.sign_in(_sign_in(), "127.0.0.1")
    Shop(database).do("adam", Deactivate(staff_id=signed_in.staff_id))
    with pytest.raises(AccessEnded):
        accounts.actor_of(signed_in.token)
    with pytest.raises(WrongCredentials):
        accounts.sign_in(_sign_in(), "127.0.0.1")


def test_secrets_are_not_in_the_database_in_clear(
    accounts: Accounts, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    signed_in = accounts.sign_in(_sign_in(), "127.0.0.1")
    assert signed_in.sip_password is not None
    files = [file for file in tmp_path.iterdir() if file.name.startswith("office.db")]
    for secret in (PASSWORD, signed_in.token, signed_in.sip_password):
        assert not [file for file in files if secret.encode() in file.read_bytes()]


def test_the_phone_system_learns_a_hash_and_no_password(accounts: Accounts) -> None:
    signed_in = accounts.sign_in(_sign_in(), "127.0.0.1")
    (phone,) = accounts.phones()
    assert phone.sip_user == signed_in.sip_user == "amy"
    assert len(phone.ha1) == 32
    assert accounts.sip_password(signed_in.staff_id) == signed_in.sip_password


@pytest.mark.parametrize(
    "bad",
    [
        NewStaff("Amy", EMAIL, Role.AGENT, PASSWORD),
        NewStaff("Bo", "no address", Role.AGENT, PASSWORD),
        NewStaff("Bo", "bo@example.org", Role.AGENT, "short"),
    ],
)
def test_an_account_needs_its_own_address_and_a_long_password(
    accounts: Accounts, bad: NewStaff
) -> None:
    with pytest.raises(BadAccount):
        accounts.add_staff(bad)


def test_over_http_wrong_is_401_and_guessing_is_429_with_retry_after(office: Office) -> None:
    answers = [office.try_sign_in(EMAIL, "wrong password") for _guess in range(FREE_TRIES + 2)]
    assert [answer.status_code for answer in answers] == [401] * (FREE_TRIES + 1) + [429]
    assert answers[0].json()["code"] == "wrong_credentials"
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_over_http_a_deactivated_person_gets_401_wipe(office: Office) -> None:
    amy = office.seat("amy")
    office.do("adam", Deactivate(staff_id=office.id("amy")))
    answer = amy.get("/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "wipe")


def test_sign_in_refuses_fields_it_does_not_know(office: Office) -> None:
    body = msgspec.json.encode({"email": EMAIL, "password": PASSWORD, "device": "d", "x": 1})
    answer = office.seat("ben").post("/v1/sign-in", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
