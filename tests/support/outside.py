"""Somebody outside whose phone can be transferred: plain SIP text, real sound both ways."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.parse import unquote

from tests.support.rtp import RtpPeer
from tests.support.wire_phone import Leg, Message, WirePhone, sdp

_SIPFRAG = "Content-Type: message/sipfrag;version=2.0"
_ANSWERED_HOLD = {"a=sendonly": "a=recvonly", "a=inactive": "a=inactive"}


class Person:
    """One call at a time. Follows a REFER as a good phone does (RFC 3515, RFC 3891)."""

    def __init__(self, phone: WirePhone, voice: Path | None = None) -> None:
        self._phone = phone
        self._voice = voice
        self._talks: tuple[Leg, RtpPeer] | None = None
        self._tries: tuple[Leg, RtpPeer] | None = None
        self._asked_by: Leg | None = None
        self._peers: list[RtpPeer] = []
        self._answered, self._over = threading.Event(), threading.Event()
        self._closing = threading.Event()
        self._life = threading.Thread(target=self._live, daemon=True)

    def call(self, number: str) -> None:
        """Dial a number of the office."""
        host, port = self._phone.server
        self._tries = self._dial(f"sip:{number}@{host}:{port}")
        self._life.start()

    @property
    def rtp(self) -> RtpPeer:
        """The sound of the call as it is now; another one after a transfer."""
        assert self._talks
        return self._talks[1]

    def wait_answered(self, within: float = 20.0) -> None:
        assert self._answered.wait(within), "nobody answered"

    def wait(self, within: float = 20.0) -> int:
        """0 once the office has hung up, 1 while it has not."""
        return 0 if self._over.wait(within) else 1

    def hang_up(self) -> None:
        assert self._talks
        self._talks[0].bye()
        self._over.set()

    def close(self) -> None:
        self._closing.set()
        if self._life.is_alive():
            self._life.join(3)
        for peer in self._peers:
            peer.close()

    def _dial(self, uri: str, more: tuple[str, ...] = ()) -> tuple[Leg, RtpPeer]:
        peer = RtpPeer(self._voice)
        self._peers.append(peer)
        self._phone.sound_port = peer.port
        return self._phone.call(uri, more=more), peer

    def _live(self) -> None:
        seen = 0
        while not self._closing.is_set():
            for message in self._phone.since(seen, 0.2):
                seen += 1
                self._hear(message)

    def _hear(self, message: Message) -> None:
        call_id = message.get("Call-ID")
        if message.code >= 200 and message.answers == "INVITE":
            self._told(message, call_id)
        elif message.method == "INVITE" and self._talks:
            self._change_sound(message)
        elif message.method == "REFER" and self._talks:
            self._follow(message)
        elif message.method == "BYE" and self._talks and call_id == self._talks[0].call_id:
            self._over.set()

    def _told(self, reply: Message, call_id: str) -> None:
        """A final answer to what is being dialled."""
        if self._tries is None or call_id != self._tries[0].call_id:
            return
        tried, self._tries = self._tries, None
        if reply.code < 300:
            tried[0].answered()
            self._talks = tried
            self._answered.set()
        self._tell_outcome(f"{reply.code} {'OK' if reply.code < 300 else 'No'}")

    def _tell_outcome(self, status: str) -> None:
        leg, self._asked_by = self._asked_by, None
        if leg is not None:
            self._notify(leg, status, "terminated;reason=noresource")

    def _notify(self, leg: Leg, status: str, state: str) -> None:
        leg.cseq += 1
        more = ["Event: refer", f"Subscription-State: {state}", _SIPFRAG]
        more.append(f"Contact: <{self._phone.contact}>")
        leg.request("NOTIFY", more, f"SIP/2.0 {status}\r\n")

    def _follow(self, asked: Message) -> None:
        assert self._talks
        self._phone.reply(asked, 202, "Accepted", more=[f"Contact: <{self._phone.contact}>"])
        self._asked_by = self._talks[0]
        self._notify(self._asked_by, "100 Trying", "active;expires=60")
        uri, _, headers = asked.get("Refer-To").strip("<>").partition("?")
        more = [f"Referred-By: {by}" for by in asked.all("Referred-By")]
        for header in headers.split("&"):
            name, _, value = header.partition("=")
            more += [f"{name}: {unquote(value)}"] if name == "Replaces" else []
        self._tries = self._dial(uri, tuple(more))

    def _change_sound(self, offer: Message) -> None:
        """A re-INVITE: put on hold, or taken off."""
        assert self._talks
        found = [row for row in offer.body.split("\r\n") if row in _ANSWERED_HOLD]
        way = "".join(f"{_ANSWERED_HOLD[row]}\r\n" for row in found[:1])
        more = [f"Contact: <{self._phone.contact}>", "Content-Type: application/sdp"]
        peer = next(p for p in self._peers if self._is_of(p, offer))
        self._phone.reply(offer, 200, "OK", more=more, body=sdp(peer.port) + way)

    def _is_of(self, peer: RtpPeer, offer: Message) -> bool:
        assert self._talks
        return peer is self._talks[1] or offer.get("Call-ID") != self._talks[0].call_id
