"""Staying registered: dead wires, odd providers, pinned certificates, another network."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from softphone import line, protocol
from softphone.line import Account, LineEvent, Transport
from softphone.pjsua.line import PjsuaLine, SoundEnds
from softphone.protocol import RegistrationState
from softphone.sound.files import FileSound
from sync_server.telephony.pbx_tables import PbxRpc
from tests.support.network import Registrar, Wire, certificate
from tests.support.rtp import correlate, read_at
from tests.support.sip import DOMAIN, Agent, PhoneSystem, phone_system, speech, wait_until

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob")) as made:
        yield made


def state(phone: Agent, wanted: RegistrationState, within: float = 5.0) -> protocol.Registration:
    event = phone.wait_for(
        lambda e: isinstance(e, protocol.Registration) and e.state is wanted, wanted, within
    ).event
    assert isinstance(event, protocol.Registration)
    return event


def test_a_connection_that_died_without_a_word_is_replaced_within_seconds(
    system: PhoneSystem,
) -> None:
    """DSK-03: the network changed and nobody closed the old connection."""
    wire = Wire(("127.0.0.1", system.port))
    try:
        ann = system.agent("ann", registered=False)
        ann.register(system, port=wire.port)
        ann.wait_registered()
        wire.freeze()
        asked_at = time.monotonic()
        ann.say(protocol.Reconnect())
        ann.wait_registered(10, after=asked_at)
        assert wire.connections == 2
        system.caller()
        assert ann.wait_ringing()
    finally:
        wire.close()


def test_reconnecting_over_a_wire_that_works_keeps_the_call(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    caller = system.caller()
    ann.say(protocol.Answer(ann.wait_ringing().ref))
    talking = ann.wait_talking()
    asked_at = time.monotonic()
    ann.say(protocol.Reconnect())
    wait_until(lambda: caller.rtp.packets > 50, "the call goes on")
    assert not ann.wait_talking().ended_why
    ann.say(protocol.HangUp(talking.ref))
    assert caller.wait() == 0
    assert time.monotonic() > asked_at


def test_a_registrar_with_passing_troubles_is_asked_again_and_never_signed_off(
    tmp_path: Path,
) -> None:
    """DSK-03: 500, silence of the application, 503: the phone comes back by itself."""
    troubles = {1: "500 Oops", 2: "503 Later", 3: "504 Slow"}
    registrar = Registrar(lambda number, _: troubles.get(number, "200 OK\r\nExpires: 300"))
    ann = Agent("ann", tmp_path)
    try:
        ann.say(_provider(registrar))
        gone = state(ann, RegistrationState.UNREACHABLE)
        assert gone.sentence.endswith("rying again…")
        state(ann, RegistrationState.REGISTERED, 15)
        assert len(registrar.requests) == 4
        assert not any("Expires: 0" in request for request in registrar.requests)
    finally:
        ann.close()
        registrar.close()


def test_any_provider_with_its_own_realm_and_login_name_registers(tmp_path: Path) -> None:
    """DSK-03: a manual account."""

    def answer(_number: int, request: str) -> str:
        if 'username="login-77"' not in request:
            return '401 Who\r\nWWW-Authenticate: Digest realm="other.example", nonce="1"'
        return "200 OK\r\nExpires: 300"

    registrar = Registrar(answer)
    ann = Agent("ann", tmp_path)
    try:
        ann.say(_provider(registrar, auth_user="login-77"))
        state(ann, RegistrationState.REGISTERED)
        assert 'realm="other.example"' in registrar.requests[-1]
    finally:
        ann.close()
        registrar.close()


def test_a_phone_system_with_the_pinned_certificate_is_trusted(
    system: PhoneSystem, tmp_path: Path
) -> None:
    """DSK-03: TLS."""
    pem, context = certificate(tmp_path, "pbx")
    wire = Wire(("127.0.0.1", system.port), context)
    try:
        ann = system.agent("ann", registered=False)
        ann.say(_secure(system, wire, pem))
        ann.wait_registered()
        system.caller()
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        ann.wait_talking()
    finally:
        wire.close()


def test_a_phone_system_with_another_certificate_gets_no_password(
    system: PhoneSystem, tmp_path: Path
) -> None:
    """DSK-03: a man in the middle."""
    pem, _ = certificate(tmp_path, "pbx")
    _, other = certificate(tmp_path, "stranger")
    wire = Wire(("127.0.0.1", system.port), other)
    try:
        ann = system.agent("ann", registered=False)
        ann.say(_secure(system, wire, pem))
        refused = state(ann, RegistrationState.UNREACHABLE, 10)
        assert "rying again" in refused.sentence
        assert "ann" not in str(PbxRpc(system.pbx.access).call("ul.dump"))
    finally:
        wire.close()


def test_a_certificate_that_is_not_there_is_told_and_nothing_is_sent(
    system: PhoneSystem, tmp_path: Path
) -> None:
    """DSK-03."""
    _, context = certificate(tmp_path, "pbx")
    wire = Wire(("127.0.0.1", system.port), context)
    try:
        ann = system.agent("ann", registered=False)
        ann.say(_secure(system, wire, tmp_path / "gone.pem"))
        assert state(ann, RegistrationState.UNREACHABLE, 10)
        assert "ann" not in str(PbxRpc(system.pbx.access).call("ul.dump"))
    finally:
        wire.close()


def test_a_machine_with_another_address_registers_there_and_moves_its_call(
    system: PhoneSystem, tmp_path: Path
) -> None:
    """DSK-03: from one network into another during a call."""
    heard: queue.SimpleQueue[LineEvent] = queue.SimpleQueue()
    ours = ["127.0.0.1"]
    ear = tmp_path / "ear.wav"
    voice = speech(tmp_path / "bob.wav", "I am still here, whatever your network does.")
    sound = FileSound(ear=ear)
    phone = PjsuaLine(
        heard.put,
        lambda: datetime.now(UTC),  # noqa: TID251 - the real clock
        SoundEnds(sound.mic, sound.ear),
        find_address=lambda _host, _port: ours[0],
    )
    try:
        phone.register(
            Account("ann", DOMAIN, "127.0.0.1", system.port, system.password("ann"), Transport.TCP)
        )
        _next(heard, line.Registered)
        bob = system.agent("bob", voice)
        bob.say(protocol.Dial("ann"))
        rung = _next(heard, line.IncomingCall)
        assert isinstance(rung, line.IncomingCall)
        phone.answer(rung.ref)
        bob.wait_talking()
        ours[0] = "127.0.0.2"
        _next(heard, line.Registered)
        assert "127.0.0.2" in str(PbxRpc(system.pbx.access).call("ul.dump"))
        before = len(read_at(ear, 8000))
        wait_until(
            lambda: correlate(read_at(voice, 8000), read_at(ear, 8000)[before:]) > 0.8,
            "bob is heard at the new address",
            15,
        )
        phone.hang_up(rung.ref)
        assert bob.wait_ended(8)
    finally:
        phone.close()
        sound.close()


def _next(heard: queue.SimpleQueue[LineEvent], kind: type) -> LineEvent:
    deadline = time.monotonic() + 10
    while True:
        event = heard.get(timeout=max(0.1, deadline - time.monotonic()))
        if isinstance(event, kind):
            return event


def _provider(registrar: Registrar, auth_user: str = "") -> protocol.Register:
    return protocol.Register(
        user="ann",
        password="pw",
        domain="provider.example",
        proxy_host="127.0.0.1",
        proxy_port=registrar.port,
        transport=Transport.UDP,
        auth_user=auth_user,
    )


def _secure(system: PhoneSystem, wire: Wire, pem: Path) -> protocol.Register:
    return protocol.Register(
        user="ann",
        password=system.password("ann"),
        domain=DOMAIN,
        proxy_host="127.0.0.1",
        proxy_port=wire.port,
        transport=Transport.TLS,
        ca_file=str(pem),
        srtp=True,
    )
