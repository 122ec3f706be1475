"""Pushing and pulling over HTTP, as a desk does it."""

from __future__ import annotations

import msgspec
import zstandard

from sync_server.contract.customers import AddCustomer
from sync_server.contract.wire import PushStatus, Result
from tests.support.office import Office, envelope, fresh_id


def test_a_pushed_customer_reaches_another_desk(office: Office) -> None:
    amy, ben = office.seat("amy"), office.seat("ben")
    reply = amy.push(envelope(1, AddCustomer(customer_id=fresh_id(), name="Olivia Smith")))
    assert [receipt.result for receipt in reply.receipts] == [Result.OK]
    assert any(b"Olivia Smith" in line for line in ben.pull())


def test_an_unreadable_command_is_refused_and_the_next_one_is_taken(office: Office) -> None:
    amy = office.seat("amy")
    good = envelope(2, AddCustomer(customer_id=fresh_id(), name="Ben"))
    bad = msgspec.structs.replace(good, n=1, id="bad", c=msgspec.Raw(b'{"kind":"no.such"}'))
    reply = amy.push(bad, good)
    assert reply.status is PushStatus.OK
    assert [receipt.result for receipt in reply.receipts] == [Result.REJECTED, Result.OK]
    assert "no.such" in reply.receipts[0].detail


def test_the_stream_is_zstd_unless_plain_is_asked_for(office: Office) -> None:
    amy = office.seat("amy")
    plain = b"\n".join(amy.pull())
    body = msgspec.json.encode({"epoch": amy.signed_in.epoch, "device": amy.device})
    answer = amy.post("/v1/sync/pull", body)
    assert answer.headers["Content-Type"] == "application/zstd"
    with zstandard.ZstdDecompressor().stream_reader(answer.content) as reader:
        told = reader.read()
    assert told.count(b"\n") == plain.count(b"\n") + 1


def test_nothing_is_pulled_without_a_token(office: Office) -> None:
    answer = office.try_path("/v1/me")
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_api_describes_itself(office: Office) -> None:
    described = office.try_path("/v1/schema/openapi.json").json()
    assert {"/v1/sign-in", "/v1/sync/push", "/v1/sync/pull"} <= set(described["paths"])
    assert "SignedIn" in described["components"]["schemas"]
