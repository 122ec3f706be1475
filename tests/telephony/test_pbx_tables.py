"""What is pushed to the PBX, and that it is kept as the secret it is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sync_server.telephony.pbx_tables import (
    RingGroup,
    SipUser,
    Tables,
    _entries,
    external_uri,
    ha1,
    load,
    save,
)


def test_the_digest_is_the_one_of_the_standard() -> None:
    # the example of RFC 2617, section 3.5
    assert ha1("Mufasa", "testrealm@host.com", "Circle Of Life") == (
        "939e7578ed9e3c518a452acee763bce9"
    )


def test_tables_survive_the_file_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    tables = Tables((SipUser("ann", "x" * 32),), (RingGroup("+15550100", ("ann",), 20),), "gw:5060")
    save(tables, tmp_path / "deep" / "tables.json")
    assert load(tmp_path / "deep" / "tables.json") == tables
    assert stat.S_IMODE((tmp_path / "deep" / "tables.json").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["tables.json"]


def test_no_file_yet_means_empty_tables(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json") == Tables()


@pytest.mark.parametrize("seconds", [4, 121, 0, -1])
def test_a_ring_timeout_outside_5_to_120_seconds_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="5 to 120"):
        RingGroup("+15550100", ("ann",), seconds)


@pytest.mark.parametrize("user", ["", "a,b", "a b", "__ring_1", "x" * 65, "ann\r\n"])
def test_a_name_that_would_break_a_group_is_refused(user: str) -> None:
    with pytest.raises(ValueError, match="name of a phone"):
        SipUser(user, "0" * 32)
    with pytest.raises(ValueError, match="name of a phone"):
        RingGroup("+15550100", (user,))


def test_an_account_never_shows_its_digest() -> None:
    assert "secret" not in repr(SipUser("ann", "secret"))


def test_a_group_of_more_than_ten_is_pushed_in_slices() -> None:
    users = tuple(f"u{number}" for number in range(23))
    rows = {
        (row.table, row.key): row.value
        for row in _entries(Tables(groups=(RingGroup("+1555", users),)))
    }
    slices = str(rows["grp", "+1555"]).split(",")
    assert len(slices) == 3
    rung = [user for name in slices for user in str(rows["grp", name]).split(",")]
    assert tuple(rung) == users
    assert rows["set", "timeout:+1555"] == 25_000


@pytest.mark.parametrize(
    "uri", ["tel:+1555", "sip:nobody", "sip:a b@c", "sip:x@y>;drop", "mailbox@127.0.0.1"]
)
def test_a_fallback_that_is_no_sip_uri_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match="SIP URI"):
        RingGroup("+15550100", (), fallback_uri=uri)


def test_a_number_outside_becomes_a_uri_through_the_gateway() -> None:
    assert external_uri("+12025550177", "192.0.2.1:5060") == "sip:+12025550177@192.0.2.1:5060"
    with pytest.raises(ValueError, match="number outside"):
        external_uri("pat@example", "192.0.2.1:5060")


def test_a_mailbox_without_a_port_is_refused() -> None:
    with pytest.raises(ValueError, match="host:port"):
        Tables(mailbox=("192.0.2.1",))


def test_the_gateway_is_one_of_the_peers_once_there_are_any() -> None:
    def pushed(tables: Tables) -> object:
        return next((row.value for row in _entries(tables) if row.key == "peers"), None)

    assert pushed(Tables(gateway="192.0.2.1:5060")) is None
    assert pushed(Tables(gateway="192.0.2.1:5060", peers=("198.51.100.7", "203.0.113.9/24"))) == (
        "198.51.100.7/32,203.0.113.0/24,192.0.2.1/32"
    )
    assert pushed(Tables(gateway="trunk.example:5060", peers=("198.51.100.7",))) == (
        "198.51.100.7/32"
    )
    with pytest.raises(ValueError, match="not a network"):
        Tables(peers=("not a network",))


def test_a_closed_group_is_pushed_with_the_place_its_calls_go_to() -> None:
    usual = "sip:mailbox@127.0.0.1:5080"
    groups = (
        RingGroup("+1", (), closed_uri="sip:+2@gw", is_closed=True),
        RingGroup("+3", (), fallback_uri=usual, is_closed=True),
        RingGroup("+4", (), is_closed=True),
        RingGroup("+5", (), closed_uri="sip:+2@gw"),
    )
    rows = {row.key: row.value for row in _entries(Tables(groups=groups)) if "closed" in row.key}
    assert rows == {"closed:+1": "sip:+2@gw", "closed:+3": usual, "closed:+4": "none"}


def test_numbers_outside_take_their_places_among_the_thirty_a_transaction_rings() -> None:
    users = tuple(f"u{number}" for number in range(10))

    def pushed(*outside: str) -> dict[str, object]:
        group = RingGroup("+1555", users, outside=outside)
        return {f"{row.table} {row.key}": row.value for row in _entries(Tables(groups=(group,)))}

    assert pushed()["grp +1555"] == ",".join(users)
    along = pushed("+12025550177", "+12025550178")
    assert along["set outside:+1555"] == "+12025550177,+12025550178"
    assert along["grp +1555"] == "__ring_+1555_0"
    with pytest.raises(ValueError, match="number outside"):
        RingGroup("+1555", (), outside=("pat@example",))
