"""What the PBX knows by heart: accounts, ring groups, fallbacks; a file and how to push it."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import ipaddress
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

MIN_RING_SECONDS = 5
MAX_RING_SECONDS = 120
DEFAULT_RING_SECONDS = 25

_RPC_TIMEOUT_S = 5
_MOST_BRANCHES = 30  # the most one transaction can ring
_PHONES = 3  # of each user
_SLICE_USERS = _MOST_BRANCHES // _PHONES
_USER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
_URI = re.compile(r"^sip:[^@\s<>\"]{1,64}@[A-Za-z0-9.:\[\]-]{1,255}\Z")
_OUTSIDE = re.compile(r"^\+?[0-9*#]{2,32}\Z")
_ADDRESS = re.compile(r"^[A-Za-z0-9.:\[\]-]{1,255}:[0-9]{1,5}\Z")
_NO_URI = "none"
_NUMBER = re.compile(r"^\+?[0-9*#]{1,32}$|^[a-z][a-z0-9-]{0,31}$")


class PbxUnreachable(Exception):
    """Kamailio does not answer its control port."""


class RingGroup(msgspec.Struct, frozen=True):
    """A business number: who rings, for how long, and where the call goes then (CAL-03..05).

    `fallback_uri` takes the call when nobody answers, all decline, all talk or nobody is there;
    `second_fallback_uri` takes it when that one fails. While `is_closed` nobody rings and the
    call goes to `closed_uri`, or to `fallback_uri` without one. With `call_waiting` false,
    members who are in a call are not rung. An empty URI is none. The numbers `outside` ring
    together with the members, through the gateway; whoever answers first has the call, and that
    may be a mobile's own voicemail.
    """

    number: str
    members: tuple[str, ...]
    ring_seconds: int = DEFAULT_RING_SECONDS
    fallback_uri: str = ""
    second_fallback_uri: str = ""
    closed_uri: str = ""
    is_closed: bool = False
    call_waiting: bool = True
    outside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _NUMBER.match(self.number):
            raise ValueError("a business number has digits only, with + in front")
        if not MIN_RING_SECONDS <= self.ring_seconds <= MAX_RING_SECONDS:
            raise ValueError(f"ring_seconds is {self.ring_seconds}, not 5 to 120")
        for uri in (self.fallback_uri, self.second_fallback_uri, self.closed_uri):
            if uri and not _URI.match(uri):
                raise ValueError("a fallback is a SIP URI such as sip:mailbox@127.0.0.1:5080")
        for member in self.members:
            _check_user(member)
        for number in self.outside:
            _check_outside(number)


class SipUser(msgspec.Struct, frozen=True):
    """One account; `ha1` stands in for the password and is as secret as it."""

    user: str
    ha1: str

    def __post_init__(self) -> None:
        _check_user(self.user)

    def __repr__(self) -> str:
        return f"SipUser({self.user!r})"


class Tables(msgspec.Struct, frozen=True):
    """All of it; `gateway` is the host:port that reaches outside numbers, empty for none.

    `mailbox` are the host:ports of the mailbox's processes: a fallback to `sip:mailbox@...` takes
    turns through them and tries the next one when a process has no line free or does not answer.
    `peers` are the IP addresses and CIDR networks calls from outside come from; then strangers
    are turned away, and the gateway, where it is an IP address, counts as one of them. With no
    peers anybody may call a business number: for a machine only a trunk can reach.
    """

    accounts: tuple[SipUser, ...] = ()
    groups: tuple[RingGroup, ...] = ()
    gateway: str = ""
    mailbox: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for peer in self.peers:
            ipaddress.ip_network(peer, strict=False)  # raises ValueError and names it
        for place in self.mailbox:
            if not _ADDRESS.match(place):
                raise ValueError(f"{place!r} is not the host:port of a mailbox")


class PbxAccess(msgspec.Struct, frozen=True):
    """How to reach a running PBX from this machine; where phones reach it by TLS, if they can.

    `certificate` is the path of the PEM file phones pin, empty without TLS.
    """

    rpc_port: int
    evapi_port: int
    token: str
    tls_port: int = 0
    certificate: str = ""

    def __repr__(self) -> str:
        return f"PbxAccess(rpc_port={self.rpc_port}, evapi_port={self.evapi_port})"


@dataclass(frozen=True, slots=True)
class _Entry:
    table: str
    key: str
    value: str | int


def ha1(user: str, domain: str, password: str) -> str:
    """The digest SIP authentication needs instead of the password (RFC 2617)."""
    text = f"{user}:{domain}:{password}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def external_uri(number: str, gateway: str) -> str:
    """The fallback that forwards a call to a number outside. Raises ValueError for no number."""
    _check_outside(number)
    return f"sip:{number}@{gateway}"


def save(tables: Tables | PbxAccess, target: Path) -> None:
    """Replace the file in one step; nobody but its owner may read it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(msgspec.json.encode(tables))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def load(source: Path) -> Tables:
    """The tables last saved; none yet is an empty PBX."""
    try:
        return msgspec.json.decode(source.read_bytes(), type=Tables)
    except FileNotFoundError:
        return Tables()


def load_access(source: Path) -> PbxAccess:
    """Where the running PBX listens; no file means no PBX."""
    try:
        return msgspec.json.decode(source.read_bytes(), type=PbxAccess)
    except FileNotFoundError as fault:
        raise PbxUnreachable("the PBX has not been started on this machine") from fault


def push(tables: Tables, access: PbxAccess) -> None:
    """Make the PBX know exactly these tables; what is no longer in them is taken out.

    A phone whose account is gone loses its registration too, so that nothing rings it any more.
    """
    rpc = PbxRpc(access)
    wanted = _entries(tables)
    for entry in wanted:
        method = "htable.seti" if isinstance(entry.value, int) else "htable.sets"
        rpc.call(method, entry.table, entry.key, entry.value)
    kept = {(entry.table, entry.key) for entry in wanted}
    for table in ("ha1", "grp", "set"):
        for key in rpc.keys(table):
            if (table, key) not in kept:
                rpc.call("htable.delete", table, key)
                if table == "ha1":
                    with contextlib.suppress(PbxUnreachable):  # he was not registered
                        rpc.call("ul.rm", "location", key)


class PbxRpc:
    """Kamailio's JSON-RPC on the loopback."""

    def __init__(self, access: PbxAccess) -> None:
        self._access = access

    def call(self, method: str, *params: str | int) -> Any:
        """The result of one call; Kamailio's answers have no fixed shape."""
        body = msgspec.json.encode(
            {"jsonrpc": "2.0", "method": method, "params": list(params), "id": 1}
        )
        answer = msgspec.json.decode(self._post(body))
        if "error" in answer:
            message = answer["error"].get("message", "")
            raise PbxUnreachable(f"{method} was refused: {message}")
        return answer.get("result")

    def keys(self, table: str) -> list[str]:
        """Every key of one table."""
        slots = self.call("htable.dump", table) or []
        return [str(item["name"]) for slot in slots for item in slot.get("slot", [])]

    def _post(self, body: bytes) -> bytes:
        link = http.client.HTTPConnection(
            "127.0.0.1", self._access.rpc_port, timeout=_RPC_TIMEOUT_S
        )
        headers = {
            "Authorization": f"Bearer {self._access.token}",
            "Content-Type": "application/json",
        }
        try:
            link.request("POST", "/rpc", body, headers)
            answer = link.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            raise PbxUnreachable(f"no answer on control port {self._access.rpc_port}") from fault
        finally:
            link.close()
        if answer.status == 403:
            raise PbxUnreachable("the PBX does not accept our token")
        return text


def _entries(tables: Tables) -> list[_Entry]:
    entries = [_Entry("ha1", account.user, account.ha1) for account in tables.accounts]
    if tables.gateway:
        entries.append(_Entry("set", "gateway", tables.gateway))
    if tables.peers:
        entries.append(_Entry("set", "peers", ",".join(_networks(tables))))
    if tables.mailbox:
        entries.append(_Entry("set", "mailbox", ",".join(tables.mailbox)))
        entries.append(_Entry("set", "mailbox_count", len(tables.mailbox)))
    for group in tables.groups:
        entries += _group_entries(group)
    return entries


def _networks(tables: Tables) -> list[str]:
    networks = [str(ipaddress.ip_network(peer, strict=False)) for peer in tables.peers]
    with contextlib.suppress(ValueError):  # a host name: then the trunk must be among the peers
        networks.append(str(ipaddress.ip_network(tables.gateway.rpartition(":")[0].strip("[]"))))
    return networks


def _group_entries(group: RingGroup) -> list[_Entry]:
    """Large groups become slices the PBX loops back to itself; the slices come first."""
    entries = [_Entry("set", f"timeout:{group.number}", group.ring_seconds * 1000)]
    if group.fallback_uri:
        entries.append(_Entry("set", f"fallback:{group.number}", group.fallback_uri))
    if group.second_fallback_uri:
        entries.append(_Entry("set", f"second:{group.number}", group.second_fallback_uri))
    if group.is_closed:
        closed = group.closed_uri or group.fallback_uri or _NO_URI
        entries.append(_Entry("set", f"closed:{group.number}", closed))
    if not group.call_waiting:
        entries.append(_Entry("set", f"one_call:{group.number}", 1))
    if group.outside:
        entries.append(_Entry("set", f"outside:{group.number}", ",".join(group.outside)))
    members = group.members
    if len(members) * _PHONES + len(group.outside) > _MOST_BRANCHES:
        slices = [
            members[start : start + _SLICE_USERS] for start in range(0, len(members), _SLICE_USERS)
        ]
        names = [f"__ring_{group.number}_{index}" for index in range(len(slices))]
        for name, users in zip(names, slices, strict=True):
            entries.append(_Entry("grp", name, ",".join(users)))
        members = tuple(names)
    entries.append(_Entry("grp", group.number, ",".join(members)))
    return entries


def _check_outside(number: str) -> None:
    if not _OUTSIDE.match(number):
        raise ValueError("a number outside has digits only, with + in front")


def _check_user(user: str) -> None:
    if not _USER.match(user):
        raise ValueError(f"{user!r} cannot be the name of a phone")
