"""A caller that follows no rules: sends whatever it is told, and remembers what came back."""

from __future__ import annotations

import re
import socket
import threading
from uuid import uuid4

from tests.support.sip import OFFICE, wait_until

USUAL_OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


class RawCaller:
    """One call over UDP; `close` it."""

    def __init__(self, port: int, number: str = "+12025550188") -> None:
        self._target = ("127.0.0.1", port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self._own = self._socket.getsockname()[1]
        self._number = number
        self._display = ""
        self.call_id = uuid4().hex
        self._branch = f"z9hG4bK{uuid4().hex}"
        self.answers: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def invite(self, offer: str = USUAL_OFFER, display: str = "", more: str = "") -> None:
        """`display` and `more` (header lines, each with its end) go out as they are."""
        self._display = display
        body = f"Content-Type: application/sdp\r\n{more}" if offer else more
        self._send("INVITE", self._branch, body, offer)

    def cancel(self) -> None:
        self._send("CANCEL", self._branch)

    def acknowledge_refusal(self) -> None:
        self._send("ACK", self._branch, to=self._callee())

    def acknowledge(self, answer: str = "") -> None:
        """The ACK of a 200, with an answer when the offer came in it."""
        head = "Content-Type: application/sdp\r\n" if answer else ""
        self._send("ACK", f"z9hG4bK{uuid4().hex}", head, answer, to=self._callee())

    def bye(self, tag: str = "") -> None:
        """Of this call, or of one nobody knows."""
        to = f"<sip:{OFFICE}@127.0.0.1>;tag={tag}" if tag else self._callee()
        self._send("BYE", f"z9hG4bK{uuid4().hex}", to=to, number=2)

    def codes(self) -> list[int]:
        return [int(answer.split(" ", 2)[1]) for answer in self.answers if answer[:3] == "SIP"]

    def wait_for(self, code: int, within: float = 8.0) -> None:
        wait_until(lambda: code in self.codes(), f"{code}, not {self.codes()}", within)

    def close(self) -> None:
        self._socket.close()
        self._reading.join(2)

    def _callee(self) -> str:
        """The To of the last answer to the INVITE; the answer to a CANCEL has another."""
        for answer in reversed(self.answers):
            found = re.search(r"^To:\s*(.*?)\r?$", answer, re.MULTILINE)
            if answer.startswith("SIP") and found and "CSeq: 1 INVITE" in answer:
                return found[1]
        return f"<sip:{OFFICE}@127.0.0.1>"

    def _send(
        self,
        method: str,
        branch: str,
        more: str = "",
        body: str = "",
        to: str = "",
        number: int = 1,
    ) -> None:
        uri = f"sip:{OFFICE}@127.0.0.1:{self._target[1]}"
        routes = ""
        if method in ("ACK", "BYE") and branch != self._branch:
            uri, routes = self._route(uri)
        name = f'"{self._display}" ' if self._display else ""
        message = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._own};branch={branch};rport\r\n"
            f"From: {name}<sip:{self._number}@outside.example>;tag=raw\r\n"
            f"To: {to or f'<sip:{OFFICE}@127.0.0.1>'}\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {number} {method}\r\n"
            f"Contact: <sip:raw@127.0.0.1:{self._own}>\r\nMax-Forwards: 70\r\n"
            f"{routes}{more}Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )
        self._socket.sendto(message.encode(), self._target)

    def _route(self, usual: str) -> tuple[str, str]:
        """Where requests inside the dialog go: the contact, by way of what recorded its route."""
        final = next(
            (a for a in self.answers if a.startswith("SIP/2.0 200") and "CSeq: 1 INVITE" in a), ""
        )
        contact = re.search(r"^Contact:\s*<([^>]*)>", final, re.MULTILINE)
        hops = re.findall(r"^Record-Route:\s*(.*?)\r?$", final, re.MULTILINE)
        routes = "".join(f"Route: {hop}\r\n" for hop in reversed(hops))
        return (contact[1] if contact else usual), routes

    def _read(self) -> None:
        while True:
            try:
                data, _ = self._socket.recvfrom(65_536)
            except TimeoutError:
                continue
            except OSError:
                return
            if data:
                self.answers.append(data.decode(errors="replace"))
