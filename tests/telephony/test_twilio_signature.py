"""Who may knock: requests that Twilio has signed for our public address, and nobody else."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from sync_server import app
from sync_server.contract.calls import CallRow
from sync_server.telephony.webhooks import Door, Received
from tests.support.twilio import (
    CALLER,
    PUBLIC,
    TwilioLine,
    Webhook,
    settings_for,
    signature,
    twilio_line,
)

FIELDS = st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20)), max_size=6)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwilioLine]:
    with twilio_line(tmp_path_factory.mktemp("signatures")) as opened:
        yield opened


def voice(line: TwilioLine) -> Webhook:
    return line.call().hook(f"{PUBLIC}/twilio/voice")


def signed_for(url: str, hook: Webhook) -> str:
    return signature(url, list(hook.form))


def test_a_request_signed_for_our_public_address_is_taken(line: TwilioLine) -> None:
    """DSK-13."""
    assert line.send(voice(line)).status_code == 200


def test_a_request_signed_with_the_usual_port_in_the_address_is_taken(line: TwilioLine) -> None:
    hook = voice(line)
    with_port = hook.url.replace("harbour.example", "harbour.example:443")
    assert line.send(hook, signed_for(with_port, hook)).status_code == 200


@pytest.mark.parametrize("forged", ["", "x", "å", "A" * 27 + "="])
def test_a_request_without_the_right_signature_is_refused_and_leaves_no_trace_of_the_caller(
    line: TwilioLine, caplog: pytest.LogCaptureFixture, forged: str
) -> None:
    hook = voice(line)
    with caplog.at_level(logging.DEBUG, "sync_server"):
        answer = line.send(hook, forged.encode("latin-1"))  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert line.rows(CallRow, call_key=dict(hook.form)["CallSid"]) == []
    assert "not signed" in caplog.text
    assert CALLER not in caplog.text + answer.text


def test_another_accounts_token_signs_nothing_for_us(line: TwilioLine) -> None:
    hook = voice(line)
    theirs = signature(hook.url, list(hook.form), "f" * 32)
    assert line.send(hook, theirs).status_code == 403


def test_a_field_or_a_query_changed_on_the_way_is_noticed(line: TwilioLine) -> None:
    hook = voice(line)
    right = signed_for(hook.url, hook)
    assert line.send(hook.with_fields(From="+12025550199"), right).status_code == 403
    assert line.send(hook.with_fields(More="x"), right).status_code == 403
    asked = replace(hook, url=f"{hook.url}?group=other")
    assert line.send(asked, right).status_code == 403


def test_the_host_a_request_names_is_not_believed(line: TwilioLine) -> None:
    hook = voice(line)
    elsewhere = "http://evil.example/twilio/voice"
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    local = hook.url.replace(PUBLIC, line.local)
    for url, status in ((elsewhere, 403), (hook.url, 200)):
        sign = {"X-Twilio-Signature": signed_for(url, hook)}
        answer = line.session.post(
            local, data=urlencode(hook.form), headers=headers | sign, timeout=20
        )
        assert answer.status_code == status


def posted(line: TwilioLine, url: str, body: str, signed: str) -> requests.Response:
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signed}
    return line.session.post(
        url.replace(PUBLIC, line.local), data=body, headers=headers, timeout=20
    )


def test_a_json_body_is_taken_when_the_signed_address_holds_its_hash(line: TwilioLine) -> None:
    call = line.call()
    body = f'{{"CallSid":"{call.sid}","CallStatus":"completed","To":"+15550100"}}'
    digest = hashlib.sha256(body.encode()).hexdigest()
    url = f"{PUBLIC}/twilio/status?bodySHA256={digest}"
    right = signature(url, [])
    assert posted(line, url, body, right).status_code == 204
    assert posted(line, url, body.replace("completed", "busy"), right).status_code == 403
    bare = f"{PUBLIC}/twilio/status"
    assert posted(line, bare, body, signature(bare, [])).status_code == 403
    odd = "[1]"
    url = f"{PUBLIC}/twilio/status?bodySHA256={hashlib.sha256(odd.encode()).hexdigest()}"
    assert posted(line, url, odd, signature(url, [])).status_code == 400


def test_pages_that_do_not_exist_are_told_only_to_twilio(line: TwilioLine) -> None:
    hook = line.call().hook(f"{PUBLIC}/twilio/sesame")
    assert line.send(hook, "x").status_code == 403
    assert line.send(hook).status_code == 404
    local = f"{line.local}/twilio/voice"
    assert line.session.get(local, timeout=20).status_code == 405


def test_a_body_too_large_for_a_webhook_is_not_read(line: TwilioLine) -> None:
    hook = voice(line).with_fields(Padding="x" * 70_000)
    assert line.send(hook).status_code == 413


def test_a_server_without_a_twilio_account_has_no_such_pages(tmp_path: Path) -> None:
    server = app.build(settings_for(tmp_path))
    with TestClient(app.create_app(server)) as client:
        assert client.post("/twilio/voice").status_code == 404


@given(form=FIELDS, other=FIELDS, query=st.text(max_size=10))
def test_only_the_signed_fields_pass(
    line: TwilioLine, form: list[tuple[str, str]], other: list[tuple[str, str]], query: str
) -> None:
    known = line.server.settings.twilio
    assert known is not None
    door, asked = Door(known), urlencode({"q": query})
    signed = signature(f"{PUBLIC}/twilio/voice?{asked}", form)

    def received(fields: list[tuple[str, str]]) -> Received:
        body = urlencode(fields).encode()
        kind = "application/x-www-form-urlencoded"
        return Received("/twilio/voice", asked, kind, signed, body)

    assert door.is_signed(received(form))
    assert door.is_signed(received(list(reversed(form))))
    said = "".join(name + value for name, value in sorted(set(form)))
    differs = said != "".join(name + value for name, value in sorted(set(other)))
    assert door.is_signed(received(other)) is not differs
