"""Phones that come by TLS: pinned certificate, calls both ways, media keys left alone."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from softphone import protocol
from softphone.call import EndedWhy
from softphone.line import Transport
from sync_server.telephony import certificate
from sync_server.telephony.pbx_events import PbxEventKind
from sync_server.telephony.pbx_tables import load_access
from tests.support.rtp import RATE, correlate, read_at
from tests.support.sip import DOMAIN, OFFICE, PhoneSystem, phone_system, speech, wait_until
from tests.support.wire_phone import Leg

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob"), has_tls=True) as made:
        yield made


def pinned(system: PhoneSystem) -> ssl.SSLContext:
    """As a desk does it: the file the access file names is all it trusts."""
    access = load_access(system.settings.access_file)
    assert access.tls_port == system.settings.tls_port
    return ssl.create_default_context(cafile=access.certificate)


def test_a_phone_registers_by_tls_is_rung_through_it_and_hangs_up(system: PhoneSystem) -> None:
    """DSK-03, DSK-12: caller by UDP, agent by TLS."""
    ann = system.wire("ann", registered=True, context=pinned(system))
    pat = system.wire("+12025550123", "outside.example")
    pats = pat.call(f"sip:{OFFICE}@{system.address}")
    anns = ann.incoming().ring().accept()
    pats.answered()
    ann.wait(lambda got: got.method == "ACK", "ACK")
    anns.bye()
    assert anns.final(answers="BYE").code == 200
    assert pats.expect("BYE")


def test_the_far_end_s_goodbye_comes_through_tls(system: PhoneSystem) -> None:
    ann = system.wire("ann", registered=True, context=pinned(system))
    pat = system.wire("+12025550123", "outside.example")
    pats = pat.call(f"sip:{OFFICE}@{system.address}")
    anns = ann.incoming().ring().accept()
    pats.answered().bye()
    assert anns.expect("BYE")
    assert pats.final(answers="BYE").code == 200


def test_two_phones_by_tls_and_the_keys_of_their_sound_pass_untouched(system: PhoneSystem) -> None:
    """SDES keys (RFC 4568) travel inside TLS; the phone system neither reads nor changes them."""
    ann = system.wire("ann", registered=True, context=pinned(system))
    bob = system.wire("bob", registered=True, context=pinned(system))
    crypto = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
    call: Leg = ann.call(f"sip:bob@{DOMAIN}", system.password("ann"), sdp_more=(crypto,))
    there = bob.incoming()
    assert there.invite
    assert f"{crypto}\r\n" in there.invite.body
    there.accept()
    call.answered()


def test_a_desk_by_tls_offers_keys_for_its_sound_to_another_by_tls(system: PhoneSystem) -> None:
    """DSK-12: the real softphone; what it offers arrives as it was sent."""
    bob = system.wire("bob", registered=True, context=pinned(system))
    ann = system.agent("ann", registered=False)
    ann.say(_by_tls(system, "ann"))
    ann.wait_registered(10)
    ann.say(protocol.Dial("bob"))
    offered = bob.incoming().invite
    assert offered
    assert "a=crypto:1 AES_" in offered.body


def test_two_desks_by_tls_hear_each_other(system: PhoneSystem, tmp_path: Path) -> None:
    """DSK-03: the real softphone."""
    hers = speech(tmp_path / "hers.wav", "This is Ann speaking. One two three four five six seven.")
    his = speech(tmp_path / "his.wav", "Bob is here. Eight nine ten eleven twelve thirteen.")
    ann = system.agent("ann", hers, registered=False)
    bob = system.agent("bob", his, registered=False)
    with system.news() as news:
        for phone in (ann, bob):
            phone.say(_by_tls(system, phone.user))
            phone.wait_registered(10)
        ann.say(protocol.Dial("bob"))
        bob.say(protocol.Answer(bob.wait_ringing().ref))
        ref = ann.wait_talking().ref
        wait_until(lambda: _heard_seconds(ann.ear) > 6 and _heard_seconds(bob.ear) > 6, "talk", 20)
        ann.say(protocol.HangUp(ref))
        assert bob.wait_ended().ended_why is EndedWhy.FAR_END_HUNG_UP
        assert news.wait(PbxEventKind.ENDED).user == "bob"
    assert correlate(read_at(hers, RATE), read_at(bob.ear, RATE)) > 0.9
    assert correlate(read_at(his, RATE), read_at(ann.ear, RATE)) > 0.9


def test_a_desk_that_pinned_another_certificate_refuses_to_talk(
    system: PhoneSystem, tmp_path: Path
) -> None:
    other = certificate.ensure(tmp_path / "other", "127.0.0.1", datetime(2026, 11, 22, tzinfo=UTC))
    wrong = ssl.create_default_context(cafile=other.certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        system.wire("ann", context=wrong)


def test_nothing_older_than_tls_1_2_is_spoken(system: PhoneSystem) -> None:
    assert _agree(system, "-tls1_2")
    assert not _agree(system, "-tls1_1")
    assert not _agree(system, "-tls1")


def test_the_certificate_stays_over_a_restart_of_the_phone_system(system: PhoneSystem) -> None:
    before = pinned(system)
    system.pbx.stop()
    system.pbx.start()
    assert system.wire("ann", registered=True, context=before)


def test_a_start_with_tls_gives_nothing_to_worry_about(
    system: PhoneSystem, caplog: pytest.LogCaptureFixture
) -> None:
    system.pbx.stop()
    caplog.clear()
    system.pbx.start()
    assert system.wire("ann", registered=True, context=pinned(system))
    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == []


def test_what_is_no_tls_does_not_hurt_those_who_speak_it(system: PhoneSystem) -> None:
    ann = system.wire("ann", registered=True, context=pinned(system))
    place = ("127.0.0.1", system.settings.tls_port)
    for junk in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(300)) * 20:
        with socket.create_connection(place, 2) as raw:
            raw.sendall(junk)
    pid = system.pbx.pid
    pat = system.wire("+12025550123", "outside.example")
    pats = pat.call(f"sip:{OFFICE}@{system.address}")
    ann.incoming().ring().accept()
    pats.answered()
    assert system.pbx.is_running()
    assert system.pbx.pid == pid


@pytest.mark.slow
def test_many_tls_phones_that_come_and_go_do_not_wear_it_out(system: PhoneSystem) -> None:
    """With several TLS readers this version of Kamailio dies within a thousand connections."""
    context = pinned(system)
    pid = system.pbx.pid
    deadline = time.monotonic() + 60
    for _ in range(1_500):
        phone = system.wire("ann", context=context)
        phone.ask("OPTIONS", f"sip:{system.address}").final(answers="OPTIONS")
        phone.close()
        if time.monotonic() > deadline:
            break
    assert system.wire("ann", registered=True, context=context)
    assert system.pbx.pid == pid


def _by_tls(system: PhoneSystem, user: str) -> protocol.Register:
    access = load_access(system.settings.access_file)
    return protocol.Register(
        user=user,
        password=system.password(user),
        domain=DOMAIN,
        proxy_host=system.settings.sip_host,
        proxy_port=access.tls_port,
        transport=Transport.TLS,
        ca_file=access.certificate,
        srtp=True,
    )


def _heard_seconds(ear: Path) -> float:
    return ear.stat().st_size / 32_000 if ear.exists() else 0.0


def _agree(system: PhoneSystem, version: str) -> bool:
    tool = shutil.which("openssl")
    assert tool
    place = f"127.0.0.1:{system.settings.tls_port}"
    done = subprocess.run(
        [tool, "s_client", "-connect", place, version, "-cipher", "DEFAULT:@SECLEVEL=0"],
        input=b"",
        capture_output=True,
        timeout=10,
        check=False,
    )
    return done.returncode == 0
