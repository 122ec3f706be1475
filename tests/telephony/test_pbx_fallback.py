"""Ring groups: how long they ring, whom they leave out, and where a call goes that nobody takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from softphone.call import CallState
from sync_server.telephony.pbx_events import PbxEventKind
from sync_server.telephony.pbx_tables import RingGroup, external_uri
from tests.support.sip import DOMAIN, OFFICE, PhoneSystem, phone_system
from tests.support.wire_phone import Leg, WirePhone

pytestmark = pytest.mark.sip

K = PbxEventKind


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob"), ring_seconds=5) as made:
        yield made


def set_group(system: PhoneSystem, **changes: object) -> None:
    (group, *_) = system.tables.groups
    groups = (msgspec.structs.replace(group, **changes),)  # type: ignore[arg-type]
    system.use(msgspec.structs.replace(system.tables, groups=groups))


def outside(system: PhoneSystem) -> WirePhone:
    """Somebody in the world: the gateway leads to him."""
    world = system.wire("world", "outside.example")
    system.use(msgspec.structs.replace(system.tables, gateway=world.address))
    return world


def pat_calls(system: PhoneSystem) -> Leg:
    pat = system.wire("+12025550123", "outside.example")
    return pat.call(f"sip:{OFFICE}@{system.address}")


def why(news: object) -> list[tuple[PbxEventKind, str]]:
    kinds = (K.MISSED, K.FALLBACK_ANSWERED, K.FALLBACK_FAILED)
    return [(one.kind, one.detail) for one in news.events() if one.kind in kinds]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "seconds",
    [5, 6, *(pytest.param(one, marks=pytest.mark.slow) for one in (20, 25, 30))],
)
@pytest.mark.parametrize("route", ["mailbox", "external"])
def test_the_fallback_takes_the_call_when_the_ring_timeout_is_over(
    system: PhoneSystem, seconds: int, route: str
) -> None:
    """CAL-03, CAL-04: measured in the trace of the caller, within half a second."""
    world = outside(system)
    uri = {
        "mailbox": f"sip:mailbox@{world.address}",
        "external": external_uri("+12025550177", world.address),
    }[route]
    set_group(system, ring_seconds=seconds, fallback_uri=uri)
    ann = system.wire("ann", registered=True)
    with system.news() as news:
        caller = system.caller(talk_ms=200)
        ann.incoming().ring()
        there = world.incoming(seconds + 5).accept()
        assert caller.wait() == 0
        news.wait(K.ENDED)
        assert why(news) == [(K.MISSED, "ring-timeout"), (K.FALLBACK_ANSWERED, route)]
    assert abs(caller.seconds_from_invite_to("SIP/2.0 200") - seconds) <= 0.5
    assert ann.wait(lambda got: got.method == "CANCEL", "CANCEL").get("Reason") == ""
    assert there.invite
    assert there.invite.uri == uri
    told = {"mailbox": (OFFICE, "ring-timeout"), "external": ("", "")}[route]
    assert (there.invite.get("X-Desk-Group"), there.invite.get("X-Desk-Reason")) == told


def test_when_the_number_outside_is_busy_the_second_choice_takes_the_call(
    system: PhoneSystem,
) -> None:
    """CAL-05."""
    world = outside(system)
    mailbox = system.wire("mailbox", "outside.example")
    set_group(
        system,
        members=(),
        fallback_uri=external_uri("+12025550177", world.address),
        second_fallback_uri=f"sip:mailbox@{mailbox.address}",
    )
    with system.news() as news:
        call = pat_calls(system)
        world.incoming().ring().refuse(486)
        mailbox.incoming().accept()
        call.answered()
        news.wait(K.FALLBACK_ANSWERED)
        assert why(news) == [
            (K.MISSED, "nobody-available"),
            (K.FALLBACK_FAILED, "486"),
            (K.FALLBACK_ANSWERED, "mailbox"),
        ]


def test_when_the_number_outside_cannot_be_reached_the_second_choice_takes_the_call(
    system: PhoneSystem,
) -> None:
    """CAL-05."""
    gone = system.wire("gone", "outside.example")
    mailbox = system.wire("mailbox", "outside.example")
    set_group(
        system,
        members=(),
        fallback_uri=external_uri("+12025550177", gone.address),
        second_fallback_uri=f"sip:mailbox@{mailbox.address}",
    )
    gone.close()
    call = pat_calls(system)
    mailbox.incoming(10).accept()
    call.answered()


def test_when_every_choice_is_busy_the_caller_hears_busy(system: PhoneSystem) -> None:
    world = outside(system)
    set_group(
        system,
        members=(),
        fallback_uri=external_uri("+12025550177", world.address),
        second_fallback_uri=external_uri("+12025550178", world.address),
    )
    call = pat_calls(system)
    first = world.incoming()
    first.refuse(486)
    world.wait(lambda got: got.uri.startswith("sip:+12025550178@"), "the second number")
    second = world.incoming(after=world.heard[-2].at)
    second.refuse(486)
    assert call.final().code == 486


def test_when_everybody_declines_the_fallback_takes_the_call_at_once(system: PhoneSystem) -> None:
    world = outside(system)
    set_group(system, ring_seconds=120, fallback_uri=external_uri("+12025550177", world.address))
    phones = [system.wire(user, registered=True) for user in ("ann", "bob")]
    with system.news() as news:
        call = pat_calls(system)
        for phone in phones:
            phone.incoming().ring().refuse(486)
        world.incoming().accept()
        call.answered()
        news.wait(K.FALLBACK_ANSWERED)
        assert why(news)[0] == (K.MISSED, "all-declined")


@pytest.mark.parametrize("has_own", [True, False], ids=["its own place", "the usual fallback"])
def test_after_hours_nobody_rings_and_the_call_goes_straight_on(
    system: PhoneSystem, has_own: bool
) -> None:
    """CAL-05: closed for the day, or for a holiday."""
    usual = system.wire("usual", "outside.example")
    own = system.wire("own", "outside.example")
    set_group(
        system,
        is_closed=True,
        fallback_uri=f"sip:+12025550177@{usual.address}",
        closed_uri=f"sip:+12025550178@{own.address}" if has_own else "",
    )
    ann = system.wire("ann", registered=True)
    with system.news() as news:
        call = pat_calls(system)
        (own if has_own else usual).incoming().accept()
        call.answered()
        news.wait(K.FALLBACK_ANSWERED)
        assert news.kinds() == [K.INCOMING, K.MISSED, K.FALLBACK, K.FALLBACK_ANSWERED]
        assert why(news)[0] == (K.MISSED, "closed")
    assert not any(got.method == "INVITE" for got in ann.heard)


def test_a_closed_number_with_no_fallback_turns_the_caller_away(system: PhoneSystem) -> None:
    set_group(system, is_closed=True)
    assert pat_calls(system).final().code == 480


def test_without_call_waiting_who_talks_is_not_rung(system: PhoneSystem) -> None:
    """CAL-03: Ann talks, so only Bob rings; then both talk, and nobody does."""
    world = outside(system)
    set_group(system, call_waiting=False, fallback_uri=external_uri("+12025550177", world.address))
    ann, bob = (system.wire(user, registered=True) for user in ("ann", "bob"))
    first = pat_calls(system)
    bob.incoming().ring()
    first_at_ann = ann.incoming().ring().accept()
    first.answered()
    after = bob.wait(lambda got: got.method == "CANCEL", "CANCEL").at
    with system.news() as news:
        second = pat_calls(system)
        bob.incoming(after=after).ring().accept()
        second.answered()
        third = pat_calls(system)
        world.incoming().accept()
        third.answered()
        news.wait(K.FALLBACK_ANSWERED)
        assert why(news)[0] == (K.MISSED, "all-busy")
    assert not any(got.method == "INVITE" and got.at > after for got in ann.heard)
    first_at_ann.bye()
    first_at_ann.final(answers="BYE")
    after = ann.heard[-1].at
    pat_calls(system)
    assert ann.incoming(after=after)


def test_without_call_waiting_an_agent_who_called_somebody_is_not_rung_either(
    system: PhoneSystem,
) -> None:
    world = outside(system)
    set_group(system, call_waiting=False, members=("ann",))
    ann = system.wire("ann", registered=True)
    out = ann.call(f"sip:+12025550177@{DOMAIN}", system.password("ann"))
    world.incoming().accept()
    out.answered()
    assert pat_calls(system).final().code == 480


def test_a_large_group_that_talks_or_is_absent_goes_to_the_fallback_at_once(
    tmp_path: Path,
) -> None:
    users = ("ann", *(f"agent{number}" for number in range(12)))
    with phone_system(tmp_path, users) as system, system.news() as news:
        set_group(system, call_waiting=False)
        assert pat_calls(system).final().code == 480
        ann = system.wire("ann", registered=True)
        call = pat_calls(system)
        ann.incoming().accept()
        call.answered()
        assert pat_calls(system).final().code == 480
        news.wait(K.MISSED, nth=2)
        assert [one[1] for one in why(news)] == ["nobody-available", "all-busy"]


def test_a_phone_with_four_calls_leaves_the_fifth_to_the_others(system: PhoneSystem) -> None:
    """CAL-04: its 486 does not end the ringing of the group."""
    ann = system.agent("ann")
    bob = system.wire("bob", registered=True)
    full = RingGroup("+15550111", ("ann",), 120)
    (office, *_) = system.tables.groups
    system.use(msgspec.structs.replace(system.tables, groups=(office, full)))
    pat = system.wire("+12025550123", "outside.example")
    for _ in range(4):
        pat.call(f"sip:{full.number}@{system.address}").wait(180)
    ann.wait_for(
        lambda event: (
            sum(call.state is CallState.RINGING for call in getattr(event, "calls", ())) == 4
        ),
        "four calls",
    )
    with system.news() as news:
        fifth = pat_calls(system)
        there = bob.incoming().ring()
        declined = news.wait(K.DECLINED)
        assert (declined.user, declined.detail) == ("ann", "486")
        there.accept()
        fifth.answered()


def test_a_caller_who_gives_up_while_the_fallback_rings_hung_up(system: PhoneSystem) -> None:
    world = outside(system)
    set_group(system, members=(), fallback_uri=external_uri("+12025550177", world.address))
    with system.news() as news:
        call = pat_calls(system)
        world.incoming().ring()
        call.wait(180)
        call.cancel()
        assert call.final().code == 487
        news.wait(K.MISSED, nth=2)
        assert why(news) == [(K.MISSED, "nobody-available"), (K.MISSED, "caller-hung-up")]
