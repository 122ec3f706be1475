"""What strangers try: floods, scanners, guessing, forged routes, odd bodies; and who stays out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync_server.telephony.pbx_events import PbxEventKind
from sync_server.telephony.pbx_tables import PbxRpc
from tests.support.sip import DOMAIN, OFFICE, PhoneSystem, phone_system, wait_until
from tests.support.wire_phone import WirePhone, sdp

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob")) as made:
        yield made


def is_heard(phone: WirePhone, more: tuple[str, ...] = ()) -> bool:
    """Whether the phone system answers this phone at all."""
    leg = phone.ask("OPTIONS", f"sip:{phone.server[0]}:{phone.server[1]}", more)
    try:
        return leg.final(0.5, "OPTIONS").code == 200
    except AssertionError:
        return False


def test_a_flood_is_not_answered_and_nobody_else_notices(system: PhoneSystem) -> None:
    """DSK-03: pike blocks the source alone, and lets it in again when it is quiet."""
    flooder = system.wire("flooder", "outside.example", source="127.0.0.66")
    assert is_heard(flooder)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as raw:
        raw.bind(("127.0.0.66", 0))
        for number in range(6_000):
            request = (
                f"OPTIONS sip:{system.address} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP 127.0.0.66:9;branch=z9hG4bKf{number}\r\n"
                f"From: <sip:x@y>;tag={number}\r\nTo: <sip:{system.address}>\r\n"
                f"Call-ID: flood{number}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
            )
            raw.sendto(request.encode(), flooder.server)
        assert not is_heard(flooder)
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    call = pat.call(f"sip:{OFFICE}@{system.address}")
    ann.incoming().accept()
    call.answered()
    wait_until(lambda: is_heard(flooder), "the quiet source is heard again", 15)


def test_an_office_whose_fifty_phones_come_back_at_once_is_no_flood(system: PhoneSystem) -> None:
    """All behind one address, as after a restart of its router; fifty register twice each."""
    phone = system.wire("ann")
    for _ in range(100):
        assert phone.register(system.password("ann")).code == 200


@pytest.mark.parametrize("agent", ["friendly-scanner", "sipvicious", "SIPCLI/1.8", "pplsip"])
def test_a_scanner_gets_no_answer(system: PhoneSystem, agent: str) -> None:
    stranger = system.wire("100", "outside.example")
    assert not is_heard(stranger, (f"User-Agent: {agent}",))
    assert is_heard(stranger, ("User-Agent: Honest Phone 1.0",))


@pytest.mark.parametrize(
    "damage",
    [
        ("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"),
        ("CSeq: 1 OPTIONS", "CSeq: many OPTIONS"),
        ("Content-Length: 0", "Content-Length: 500"),
        ("From: <sip:x@y>;tag=1", "From: nobody at all"),
        ("Max-Forwards: 70", "Max-Forwards: 0"),
        ("SIP/2.0\r\nVia", "SIP/9.9\r\nVia"),
        ("OPTIONS sip:", "OPTIONS http:"),
    ],
)
def test_a_broken_request_is_refused_and_the_next_good_one_works(
    system: PhoneSystem, damage: tuple[str, str]
) -> None:
    stranger = system.wire("x", "y")
    good = (
        f"OPTIONS sip:{system.address} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {stranger.address};branch=z9hG4bKbroken\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:{system.address}>\r\n"
        f"Call-ID: broken\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    )
    assert damage[0] in good
    stranger.send(good.replace(*damage))
    assert is_heard(stranger)
    assert not any(got.code == 200 and got.get("Call-ID") == "broken" for got in stranger.heard)


@pytest.mark.parametrize("method", ["MESSAGE", "SUBSCRIBE", "PUBLISH", "WHATEVER"])
def test_a_method_no_phone_of_ours_needs_is_refused(system: PhoneSystem, method: str) -> None:
    stranger = system.wire("x", "outside.example")
    assert stranger.ask(method, f"sip:{system.address}").final(answers=method).code == 405


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("INVITE", "multipart/mixed;boundary=x"),
        ("INVITE", "text/plain"),
        ("REGISTER", "application/sdp"),
        ("REGISTER", "multipart/mixed;boundary=x"),
        ("OPTIONS", "text/html"),
    ],
)
def test_a_body_nobody_needs_is_refused(system: PhoneSystem, method: str, kind: str) -> None:
    stranger = system.wire("x", "outside.example")
    uri = f"sip:{OFFICE}@{system.address}"
    leg = stranger.ask(method, uri, (f"Content-Type: {kind}",), sdp(9))
    assert leg.final(answers=method).code == 415


@pytest.mark.parametrize("where", ["body", "header"])
def test_a_message_larger_than_any_phone_sends_is_refused(system: PhoneSystem, where: str) -> None:
    """An offer with more than 64 key lines overruns the phones' library."""
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    row = f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'x' * 40}"
    keys = (row,) * 65 if where == "body" else ()
    more = () if where == "body" else (f"X-Long: {'x' * 17_000}",)
    uri = f"sip:{OFFICE}@{system.address}"
    assert pat.call(uri, more=more, sdp_more=keys).final().code == 513
    pat.call(uri, sdp_more=(row,) * 8)
    assert ann.incoming()


def test_an_answer_in_several_parts_does_not_reach_a_phone(system: PhoneSystem) -> None:
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    call = pat.call(f"sip:{OFFICE}@{system.address}")
    there = ann.incoming()
    assert there.invite
    more = ["Content-Type: multipart/mixed;boundary=x", f"Contact: <{ann.contact}>"]
    ann.reply(there.invite, 200, "OK", there.local, more, "--x\r\n\r\n--x--\r\n")
    there.accept()
    assert call.wait(200).get("Content-Type") == "application/sdp"


def test_with_trunks_configured_nobody_else_reaches_a_business_number(
    system: PhoneSystem,
) -> None:
    ann = system.wire("ann", registered=True)
    tables = msgspec.structs.replace(
        system.tables, peers=("127.0.0.8", "127.0.1.0/24"), gateway="127.0.0.7:5060"
    )
    system.use(tables)
    for source in ("127.0.0.7", "127.0.0.8", "127.0.1.200"):
        trunk = system.wire("+12025550123", "outside.example", source=source)
        after = ann.heard[-1].at
        trunk.call(f"sip:{OFFICE}@{system.address}")
        assert ann.incoming(after=after), source
    stranger = system.wire("+12025550123", "outside.example", source="127.0.0.9")
    assert stranger.call(f"sip:{OFFICE}@{system.address}").final().code == 403
    assert system.wire("bob", registered=True, source="127.0.0.9")


def test_an_account_that_is_taken_away_neither_rings_nor_calls_nor_registers(
    system: PhoneSystem,
) -> None:
    """CAL-01: digest accounts follow the staff."""
    ann, bob = (system.wire(user, registered=True) for user in ("ann", "bob"))
    kept = tuple(one for one in system.tables.accounts if one.user != "ann")
    system.use(msgspec.structs.replace(system.tables, accounts=kept))
    registered = PbxRpc(system.pbx.access).call("ul.dump", "brief")
    assert "ann@" not in str(registered).replace("sip:", "")
    pat = system.wire("+12025550123", "outside.example")
    pat.call(f"sip:{OFFICE}@{system.address}")
    bob.incoming()
    assert not any(got.method == "INVITE" for got in ann.heard)
    assert ann.register(system.password("ann")).code == 401
    assert bob.call(f"sip:ann@{DOMAIN}", system.password("bob")).final().code == 404
    ann.call(f"sip:bob@{DOMAIN}", system.password("ann"))
    assert not any(got.code == 100 for got in ann.heard)


def test_who_guesses_a_password_is_no_longer_heard_and_the_office_goes_on(
    system: PhoneSystem,
) -> None:
    guesser = system.wire("ann", source="127.0.0.77")
    for number in range(10):
        assert guesser.register(f"guess {number}").code == 401
    with pytest.raises(AssertionError, match="not within"):
        guesser.register(system.password("ann"))
    assert system.wire("bob", registered=True, source="127.0.0.77")
    assert system.wire("ann", registered=True, source="127.0.0.78")


def test_who_guesses_names_is_no_longer_heard_and_the_office_goes_on(system: PhoneSystem) -> None:
    for number in range(30):
        guesser = system.wire(f"user{number}", source="127.0.0.79")
        assert guesser.register("secret").code == 401
        guesser.close()
    last = system.wire("user99", source="127.0.0.79")
    with pytest.raises(AssertionError, match="not within"):
        last.register("secret")
    assert system.wire("ann", registered=True, source="127.0.0.79")


@pytest.mark.parametrize("seal", ["", ";seal=", ";seal=0123456789abcdef0123456789abcdef"])
def test_a_forged_route_reaches_nobody(system: PhoneSystem, seal: str) -> None:
    """Toll fraud: a To tag and a Route of ours must not do instead of a password."""
    world = system.wire("world", "outside.example")
    system.use(msgspec.structs.replace(system.tables, gateway=world.address))
    stranger = system.wire("x", "outside.example")
    uri = f"sip:+19005550000@{world.address}"
    leg = stranger.ask("OPTIONS", f"sip:{system.address}")
    leg.final(answers="OPTIONS")
    leg.remote, leg.target, leg.cseq = f"<{uri}>;tag=made-up", uri, 2
    leg.routes = (f"<sip:{system.address};lr{seal}>",)
    leg.request("INVITE", [f"Contact: <{stranger.contact}>"])
    assert leg.final().code == 481
    assert not any(got.method == "INVITE" for got in world.heard)


def test_what_only_we_say_cannot_be_said_by_a_caller(system: PhoneSystem) -> None:
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    with system.news() as news:
        pat.call(
            f"sip:{OFFICE}@{system.address}",
            more=("X-Desk-Group: +19", "X-Desk-Referred-By: bob", "X-Desk-Answered-By: bob"),
        )
        there = ann.incoming().ring()
        news.wait(PbxEventKind.RINGING)
    assert there.invite
    assert there.invite.all("X-Desk-Group") == [OFFICE]
    assert there.invite.get("X-Desk-Referred-By") == ""
    assert there.invite.get("X-Desk-Answered-By") == ""
