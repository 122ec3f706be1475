"""Transfers through the phone system: who may, to whom, once, and what the target is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync_server.telephony.pbx_events import PbxEventKind
from sync_server.telephony.pbx_tables import RingGroup
from tests.support.sip import DOMAIN, OFFICE, PhoneSystem, phone_system
from tests.support.wire_phone import Leg, WirePhone

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    """Only Ann stands in the group, so that Bob rings for transfers alone."""
    with phone_system(tmp_path, ("ann", "bob")) as made:
        made.use(msgspec.structs.replace(made.tables, groups=(RingGroup(OFFICE, ("ann",)),)))
        yield made


def office_call(system: PhoneSystem) -> tuple[WirePhone, Leg, WirePhone, Leg]:
    """Pat calls the office, Ann answers: both phones with their ends of the call."""
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    pats = pat.call(f"sip:{OFFICE}@{system.address}")
    anns = ann.incoming().ring().accept()
    return pat, pats.answered(), ann, anns


def referred_to(far: Leg) -> str:
    """The far end agrees to a REFER; answer where it should call."""
    asked = far.expect("REFER")
    far.phone.reply(asked, 202, "Accepted")
    return asked.get("Refer-To").strip("<>")


def test_an_agent_transfers_a_caller_to_a_colleague_who_sees_by_whom(system: PhoneSystem) -> None:
    """CAL-07: blind transfer; the two calls are told as one."""
    bob = system.wire("bob", registered=True)
    with system.news() as news:
        pat, pats, _, anns = office_call(system)
        news.wait(PbxEventKind.ANSWERED)  # told by another process than what comes next
        anns.refer(f"sip:bob@{DOMAIN}")
        new = pat.call(referred_to(pats), more=(f"Referred-By: <sip:ann@{DOMAIN}>",))
        bobs = bob.incoming().ring().accept()
        new.answered()
        news.wait(PbxEventKind.ANSWERED, nth=2)
    assert bobs.invite
    assert bobs.invite.get("X-Desk-Referred-By") == "ann"
    assert bobs.invite.get("Referred-By") == f"<sip:ann@{DOMAIN}>"
    told = [(one.kind, one.call_key, one.user, one.detail) for one in news.events()]
    assert told[2:] == [
        (PbxEventKind.ANSWERED, pats.call_id, "ann", ""),
        (PbxEventKind.REFER, pats.call_id, "ann", "bob"),
        (PbxEventKind.TRANSFERRED, new.call_id, "ann", pats.call_id),
        (PbxEventKind.DIRECT, new.call_id, "bob", ""),
        (PbxEventKind.RINGING, new.call_id, "bob", ""),
        (PbxEventKind.ANSWERED, new.call_id, "bob", ""),
    ]


def test_what_a_transfer_allows_is_used_up_by_one_call(system: PhoneSystem) -> None:
    bob = system.wire("bob", registered=True)
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:bob@{DOMAIN}")
    target = referred_to(pats)
    pat.call(target)
    bob.incoming().refuse(486)
    assert pat.call(target).final().code == 404
    assert pat.call(f"sip:bob@{system.address}").final().code == 404


def test_a_transfer_opens_its_target_to_nobody_else_and_nothing_else(system: PhoneSystem) -> None:
    system.wire("bob", registered=True)
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:bob@{DOMAIN}")
    token = referred_to(pats).partition(";")[2]
    stranger = system.wire("+19995550000", "outside.example", source="127.0.0.9")
    assert stranger.call(f"sip:bob@{system.address}").final().code == 404
    assert pat.call(f"sip:ann@{system.address};{token}").final().code == 404
    assert pat.call(f"sip:+19005550000@{system.address};{token}").final().code == 404


def test_a_far_end_that_drops_the_token_is_known_by_its_address(system: PhoneSystem) -> None:
    bob = system.wire("bob", registered=True)
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:bob@{DOMAIN}")
    referred_to(pats)
    new = pat.call(f"sip:bob@{system.address}")
    bob.incoming().accept()
    new.answered()


def test_an_attended_transfer_carries_replaces_to_the_colleague(system: PhoneSystem) -> None:
    """DSK-05: Ann asks Bob first, then joins him and Pat."""
    bob = system.wire("bob", registered=True)
    pat, pats, ann, anns = office_call(system)
    asking = ann.call(f"sip:bob@{DOMAIN}", system.password("ann"))
    bob.incoming().accept()
    asking.answered()
    replaces = f"{asking.call_id}%3Bto-tag%3Dx%3Bfrom-tag%3Dy"
    anns.refer(f"sip:bob@{DOMAIN}?Replaces={replaces}")
    uri, _, headers = referred_to(pats).partition("?")
    assert headers == f"Replaces={replaces}"
    pat.call(uri, more=(f"Replaces: {asking.call_id};to-tag=x;from-tag=y",))
    second = bob.wait(lambda got: bool(got.get("Replaces")), "INVITE with Replaces")
    assert second.get("Replaces").startswith(asking.call_id)


def test_a_stranger_cannot_take_another_s_place_in_a_call(system: PhoneSystem) -> None:
    ann = system.wire("ann", registered=True)
    pat = system.wire("+12025550123", "outside.example")
    pat.call(f"sip:{OFFICE}@{system.address}", more=("Replaces: x;to-tag=y;from-tag=z",))
    offered = ann.incoming().invite
    assert offered
    assert offered.get("Replaces") == ""


def test_only_agents_transfer(system: PhoneSystem) -> None:
    _, pats, ann, _ = office_call(system)
    pats.refer(f"sip:bob@{DOMAIN}")
    assert pats.final(answers="REFER").code == 403
    assert not any(got.method == "REFER" for got in ann.heard)


@pytest.mark.parametrize(
    "target", ["nobody", "__ring_x", "mailbox-+19", "+19005550000", "voicemail"]
)
def test_a_transfer_to_nobody_is_refused_at_once(system: PhoneSystem, target: str) -> None:
    _, pats, _, anns = office_call(system)
    anns.refer(f"sip:{target}@{DOMAIN}")
    assert anns.final(answers="REFER").code == 404
    assert not any(got.method == "REFER" for got in pats.phone.heard)


@pytest.mark.parametrize(
    "target", ["tel:+12025550177", "sip:+12025550177@anywhere.example:9;user=phone?Subject=x"]
)
def test_where_a_transfer_goes_is_ours_to_say_however_the_target_is_written(
    system: PhoneSystem, target: str
) -> None:
    world = system.wire("world", "outside.example")
    system.use(msgspec.structs.replace(system.tables, gateway=world.address))
    _, pats, _, anns = office_call(system)
    anns.refer(target)
    told = referred_to(pats)
    assert told.startswith(f"sip:+12025550177@{system.address};desk-xfer=")
    assert told.partition("?")[2] == target.partition("?")[2]


def test_a_transfer_to_a_business_number_rings_its_group(system: PhoneSystem) -> None:
    other = RingGroup("+15550111", ("bob",))
    groups = (*system.tables.groups, other)
    system.use(msgspec.structs.replace(system.tables, groups=groups))
    bob = system.wire("bob", registered=True)
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:{other.number}@{DOMAIN}")
    new = pat.call(referred_to(pats))
    second = bob.incoming()
    assert second.invite
    assert second.invite.get("X-Desk-Group") == other.number
    assert second.invite.get("X-Desk-Referred-By") == "ann"
    second.accept()
    new.answered()


def test_an_agent_transfers_to_a_number_outside_and_a_stranger_cannot_call_there(
    system: PhoneSystem,
) -> None:
    world = system.wire("world", "outside.example")
    system.use(msgspec.structs.replace(system.tables, gateway=world.address))
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:+12025550177@{DOMAIN}")
    target = referred_to(pats)
    new = pat.call(target)
    there = world.incoming()
    assert there.invite
    assert there.invite.uri == f"sip:+12025550177@{world.address}"
    there.accept()
    new.answered()
    assert pat.call(target).final().code == 404


@pytest.mark.parametrize("target", ["voicemail", f"mailbox-{OFFICE}"])
def test_an_agent_transfers_a_caller_to_the_mailbox_of_the_group(
    system: PhoneSystem, target: str
) -> None:
    """CAL-07: the desk dials `voicemail` or `mailbox-<number>`."""
    mailbox = system.wire("mailbox", "outside.example")
    system.use(msgspec.structs.replace(system.tables, mailbox=(mailbox.address,)))
    pat, pats, _, anns = office_call(system)
    anns.refer(f"sip:{target}@{DOMAIN}")
    new = pat.call(referred_to(pats))
    there = mailbox.incoming()
    assert there.invite
    assert there.invite.get("X-Desk-Group") == OFFICE
    assert there.invite.get("X-Desk-Reason") == "transferred"
    there.accept()
    new.answered()


def test_an_agent_who_called_out_may_transfer_the_one_he_called(system: PhoneSystem) -> None:
    world = system.wire("world", "outside.example")
    system.use(msgspec.structs.replace(system.tables, gateway=world.address))
    ann = system.wire("ann", registered=True)
    bob = system.wire("bob", registered=True)
    out = ann.call(f"sip:+12025550177@{DOMAIN}", system.password("ann"))
    theirs = world.incoming().accept()
    out.answered()
    out.refer(f"sip:bob@{DOMAIN}")
    new = world.call(referred_to(theirs))
    bob.incoming().accept()
    new.answered()


def test_an_agent_of_a_large_group_transfers_too(tmp_path: Path) -> None:
    users = ("ann", "bob", *(f"agent{number}" for number in range(12)))
    with phone_system(tmp_path, users) as system, system.news() as news:
        pat, pats, _, anns = office_call(system)
        bob = system.wire("bob", registered=True)
        anns.refer(f"sip:bob@{DOMAIN}")
        new = pat.call(referred_to(pats))
        bob.incoming().accept()
        new.answered()
        news.wait(PbxEventKind.TRANSFERRED)
        assert [one.kind for one in news.events()].count(PbxEventKind.REFER) == 1
