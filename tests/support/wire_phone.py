"""A phone made of plain SIP text: does what a real one would not, and shows every header."""

from __future__ import annotations

import hashlib
import re
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from uuid import uuid4

_HEADERS = ("Via", "From", "To", "Call-ID", "CSeq")
_OURS = frozenset({"NOTIFY", "BYE", "OPTIONS", "CANCEL", "UPDATE"})
"""Requests answered with 200 at once; a test waits for them in `heard` all the same."""


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP message as it came in."""

    first_line: str
    headers: tuple[tuple[str, str], ...]
    body: str
    source: tuple[str, int]
    at: float

    @property
    def method(self) -> str:
        return "" if self.code else self.first_line.split(" ", 1)[0]

    @property
    def uri(self) -> str:
        return self.first_line.split(" ")[1]

    @property
    def code(self) -> int:
        is_reply = self.first_line.startswith("SIP/2.0 ")
        return int(self.first_line.split(" ")[1]) if is_reply else 0

    def get(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def answers(self) -> str:
        """The method a reply belongs to."""
        return self.get("CSeq").split(" ")[-1]


@dataclass(slots=True)
class Leg:
    """One dialog of a wire phone, from the side that began it or the one that was called."""

    phone: WirePhone
    call_id: str
    local: str
    remote: str
    target: str
    routes: tuple[str, ...] = ()
    cseq: int = 1
    invite: Message | None = None
    _invite_branch: str = ""

    def wait(self, code: int, within: float = 5.0, answers: str = "INVITE") -> Message:
        """The reply with this code to what this leg asked."""
        return self.phone.wait(
            lambda got: (
                got.code == code and got.answers == answers and got.get("Call-ID") == self.call_id
            ),
            f"{code} for {answers}",
            within,
        )

    def final(self, within: float = 5.0, answers: str = "INVITE") -> Message:
        """The final reply to what this leg asked."""
        return self.phone.wait(
            lambda got: (
                got.code >= 200
                and got.answers == answers
                and got.get("Call-ID") == self.call_id
                and int(got.get("CSeq").split(" ")[0]) == self.cseq
            ),
            f"a final reply for {answers}",
            within,
        )

    def expect(self, method: str, within: float = 5.0) -> Message:
        """A request within this dialog."""
        return self.phone.wait(
            lambda got: got.method == method and got.get("Call-ID") == self.call_id,
            f"{method} within the call",
            within,
        )

    def answered(self, within: float = 5.0) -> Leg:
        """Wait for the 200 and acknowledge it; the dialog is up."""
        reply = self.wait(200, within)
        self.remote = reply.get("To")
        self.target = _inside(reply.get("Contact"))
        self.routes = tuple(reversed(reply.all("Record-Route")))
        self.request("ACK", cseq=self.cseq)
        return self

    def accept(self, sdp_port: int = 9) -> Leg:
        """Answer the call that came in with 200."""
        assert self.invite
        body = sdp(sdp_port)
        contact = f"Contact: <sip:{self.phone.user}@{self.phone.address};{self.phone.via_param}>"
        more = [contact, "Content-Type: application/sdp"]
        self.phone.reply(self.invite, 200, "OK", self.local, more, body)
        return self

    def ring(self) -> Leg:
        assert self.invite
        self.phone.reply(self.invite, 180, "Ringing", self.local)
        return self

    def refuse(self, code: int = 486) -> None:
        assert self.invite
        self.phone.reply(self.invite, code, "No", self.local)

    def refer(self, target: str) -> None:
        """Ask the far end to call `target` (RFC 3515)."""
        self.cseq += 1
        self.request("REFER", [f"Refer-To: <{target}>", f"Contact: <{self.phone.contact}>"])

    def bye(self) -> None:
        self.cseq += 1
        self.request("BYE")

    def cancel(self) -> None:
        """Give up a call nobody has answered: same branch as its INVITE (RFC 3261, 9.1)."""
        head = f"CANCEL {self.target} SIP/2.0"
        rows = self._rows("CANCEL", self.cseq, self._invite_branch)
        self.phone.send("\r\n".join([head, *rows, "Content-Length: 0", "", ""]))

    def request(
        self, method: str, more: list[str] | None = None, body: str = "", cseq: int = 0
    ) -> None:
        branch = f"z9hG4bK{uuid4().hex}"
        if method == "INVITE":
            self._invite_branch = branch
        rows = self._rows(method, cseq or self.cseq, branch)
        rows += [f"Route: {route}" for route in self.routes]
        rows += [*(more or []), f"Content-Length: {len(body)}"]
        self.phone.send("\r\n".join([f"{method} {self.target} SIP/2.0", *rows, "", body]))

    def _rows(self, method: str, cseq: int, branch: str) -> list[str]:
        return [
            f"Via: SIP/2.0/{self.phone.transport} {self.phone.address};branch={branch};rport",
            "Max-Forwards: 70",
            f"From: {self.local}",
            f"To: {self.remote}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {cseq} {method}",
        ]


@dataclass(slots=True)
class WirePhone:
    """`server` is where it sends to; `source` the loopback address it sends from.

    With a `context` it speaks TLS, else UDP, or TCP with `is_stream`.
    """

    server: tuple[str, int]
    user: str
    domain: str
    source: str = "127.0.0.1"
    context: ssl.SSLContext | None = None
    is_stream: bool = False
    agent: str = "Wire"
    sound_port: int = 9
    """Where it wants to hear what it calls; nobody listens at 9."""
    heard: list[Message] = field(default_factory=list)
    _socket: socket.socket = field(init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    _closing: bool = False
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _cseq: count[int] = field(default_factory=lambda: count(1))
    _reader: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        if self.context or self.is_stream:
            self._socket = socket.create_connection(self.server, 5, (self.source, 0))
            if self.context:
                self._socket = self.context.wrap_socket(
                    self._socket, server_hostname=self.server[0]
                )
        else:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.bind((self.source, 0))
        self._socket.settimeout(0.1)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def transport(self) -> str:
        if self.context:
            return "TLS"
        return "TCP" if self.is_stream else "UDP"

    @property
    def via_param(self) -> str:
        return f"transport={self.transport.lower()}"

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()[:2]
        return f"{host}:{port}"

    @property
    def contact(self) -> str:
        return f"sip:{self.user}@{self.address};{self.via_param}"

    @property
    def own_uri(self) -> str:
        return f"sip:{self.user}@{self.domain}"

    # ---- asking

    def register(self, password: str, expires: int = 300) -> Message:
        """Register with the digest; answer the last reply."""
        leg = self._leg(f"sip:{self.domain}", self.own_uri)
        more = [f"Contact: <{self.contact}>", f"Expires: {expires}"]
        return self._with_digest(leg, "REGISTER", more, "", password)

    def call(
        self,
        uri: str,
        password: str = "",
        more: tuple[str, ...] = (),
        sdp_more: tuple[str, ...] = (),
    ) -> Leg:
        """Send an INVITE, with the digest when a `password` is given."""
        offer = sdp(self.sound_port) + "".join(f"{row}\r\n" for row in sdp_more)
        leg = self._leg(uri, uri)
        headers = [f"Contact: <{self.contact}>", "Content-Type: application/sdp", *more]
        if password:
            self._with_digest(leg, "INVITE", headers, offer, password, wait=False)
        else:
            leg.request("INVITE", headers, offer)
        return leg

    def ask(self, method: str, uri: str, more: tuple[str, ...] = (), body: str = "") -> Leg:
        """One request outside any dialog."""
        leg = self._leg(uri, uri)
        leg.request(method, [f"Contact: <{self.contact}>", *more], body)
        return leg

    def incoming(self, within: float = 5.0, after: float = 0.0) -> Leg:
        """The first INVITE that came (after a moment)."""
        got = self.wait(
            lambda got: got.method == "INVITE" and got.at > after and "tag=" not in got.get("To"),
            "INVITE",
            within,
        )
        return Leg(
            phone=self,
            call_id=got.get("Call-ID"),
            local=f"{got.get('To')};tag={uuid4().hex[:8]}",
            remote=got.get("From"),
            target=_inside(got.get("Contact")),
            routes=tuple(got.all("Record-Route")),
            invite=got,
        )

    def reply(
        self,
        request: Message,
        code: int,
        reason: str,
        to: str = "",
        more: list[str] | None = None,
        body: str = "",
    ) -> None:
        rows = [f"Via: {via}" for via in request.all("Via")]
        rows += [f"Record-Route: {route}" for route in request.all("Record-Route")]
        rows += [f"From: {request.get('From')}", f"To: {to or request.get('To')}"]
        rows += [f"Call-ID: {request.get('Call-ID')}", f"CSeq: {request.get('CSeq')}"]
        rows += [*(more or []), f"Content-Length: {len(body)}"]
        self.send("\r\n".join([f"SIP/2.0 {code} {reason}", *rows, "", body]))

    def wait(self, is_it: Callable[[Message], bool], what: str, within: float = 5.0) -> Message:
        """The first message, past or coming, that is it."""
        deadline = time.monotonic() + within
        with self._changed:
            while True:
                for message in self.heard:
                    if is_it(message):
                        return message
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    got = [message.first_line for message in self.heard]
                    raise AssertionError(f"{self.user}: not within {within} s: {what}; {got}")

    def since(self, seen: int, within: float) -> list[Message]:
        """What came after the first `seen` messages; waits a moment for something to come."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.heard) > seen, within)
            return self.heard[seen:]

    def send(self, text: str) -> None:
        if self.context or self.is_stream:
            with self._one_at_a_time:
                self._socket.sendall(text.encode())
        else:
            self._socket.sendto(text.encode(), self.server)

    def close(self) -> None:
        self._closing = True
        self._reader.join(2)
        self._socket.close()

    # ---- inside

    def _leg(self, uri: str, to: str) -> Leg:
        local = f"<{self.own_uri}>;tag={uuid4().hex[:8]}"
        return Leg(self, uuid4().hex, local, f"<{to}>", uri, cseq=next(self._cseq))

    def _with_digest(
        self, leg: Leg, method: str, more: list[str], body: str, password: str, wait: bool = True
    ) -> Message:
        leg.request(method, more, body)
        asked = leg.final(answers=method)
        if asked.code not in (401, 407):
            return asked
        if method == "INVITE":
            ack = replace(leg, remote=asked.get("To"))
            ack.request("ACK")
        leg.cseq = next(self._cseq)
        leg.request(method, [*more, self._credentials(asked, method, leg.target, password)], body)
        return leg.final(answers=method) if wait else asked

    def _credentials(self, asked: Message, method: str, uri: str, password: str) -> str:
        name = "WWW-Authenticate" if asked.code == 401 else "Proxy-Authenticate"
        said = dict(re.findall(r'(\w+)="([^"]*)"', asked.get(name)))
        realm, nonce = said["realm"], said["nonce"]
        secret = _md5(f"{self.user}:{realm}:{password}")
        answer = _md5(f"{secret}:{nonce}:{_md5(f'{method}:{uri}')}")
        header = "Authorization" if asked.code == 401 else "Proxy-Authorization"
        return (
            f'{header}: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", '
            f'uri="{uri}", response="{answer}", algorithm=MD5'
        )

    def _read(self) -> None:
        waiting = b""
        while not self._closing:
            try:
                got, source = self._receive()
            except TimeoutError:
                continue
            except OSError:
                return
            if self.transport == "UDP":
                self._take(got, source)
                continue
            if not got:
                return
            waiting += got
            while (size := _whole(waiting)) is not None:
                self._take(waiting[:size], self.server)
                waiting = waiting[size:].lstrip(b"\r\n")

    def _receive(self) -> tuple[bytes, tuple[str, int]]:
        """Wait a moment. A TLS socket must not be read and written at the same time."""
        if self.transport == "UDP":
            return self._socket.recvfrom(65_535)
        if not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            ready, _, _ = select.select([self._socket], [], [], 0.1)
            if not ready:
                raise TimeoutError
        with self._one_at_a_time:
            return self._socket.recv(65_535), self.server

    def _take(self, got: bytes, source: tuple[str, int]) -> None:
        if not got.strip():
            return
        message = parse(got, source)
        key = (message.first_line, *(message.get(name) for name in _HEADERS))
        with self._changed:
            if key in self._seen:
                return
            self._seen.add(key)
            self.heard.append(message)
            self._changed.notify_all()
        if message.method in _OURS:
            self.reply(message, 200, "OK")
        if message.method == "CANCEL":
            self._give_up(message)
        if message.code >= 300 and message.answers == "INVITE":
            self._acknowledge(message)

    def _give_up(self, cancel: Message) -> None:
        """A cancelled INVITE ends with 487 (RFC 3261, 9.2)."""
        for asked in self.heard:
            if asked.method == "INVITE" and asked.all("Via")[0] == cancel.all("Via")[0]:
                self.reply(asked, 487, "Request Terminated", f"{asked.get('To')};tag=gone")

    def _acknowledge(self, reply: Message) -> None:
        """The ACK of a refused INVITE belongs to its transaction (RFC 3261, 17.1.1.3)."""
        rows = [f"Via: {reply.get('Via')}", "Max-Forwards: 70", f"From: {reply.get('From')}"]
        rows += [f"To: {reply.get('To')}", f"Call-ID: {reply.get('Call-ID')}"]
        rows += [f"CSeq: {reply.get('CSeq').split(' ')[0]} ACK", "Content-Length: 0"]
        uri = f"sip:{self.server[0]}:{self.server[1]}"
        self.send("\r\n".join([f"ACK {uri} SIP/2.0", *rows, "", ""]))


def sdp(port: int) -> str:
    """An offer or answer of mu-law at this port."""
    rows = ["v=0", "o=wire 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
    rows += [f"m=audio {port} RTP/AVP 0", "a=rtpmap:0 PCMU/8000", ""]
    return "\r\n".join(rows)


def parse(text: bytes, source: tuple[str, int]) -> Message:
    head, _, body = text.decode(errors="replace").partition("\r\n\r\n")
    first, *rows = head.split("\r\n")
    headers = []
    for row in rows:
        name, _, value = row.partition(":")
        parts = value.split(",") if name.lower() in {"record-route", "via"} else [value]
        headers += [(name.strip(), part.strip()) for part in parts]
    return Message(first, tuple(headers), body, source, time.monotonic())


def _whole(waiting: bytes) -> int | None:
    """How many bytes the first whole message in a stream takes."""
    end = waiting.find(b"\r\n\r\n")
    if end < 0:
        return None
    found = re.search(rb"\r\nContent-Length\s*:\s*(\d+)", waiting[:end], re.IGNORECASE)
    size = end + 4 + (int(found[1]) if found else 0)
    return size if len(waiting) >= size else None


def _inside(contact: str) -> str:
    found = re.search(r"<([^>]*)>", contact)
    return found[1] if found else contact


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
