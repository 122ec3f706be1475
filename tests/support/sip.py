"""A whole phone system on the loopback: PBX, real phones, callers by SIPp, with real sound."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from softphone import protocol
from softphone.call import CallState
from softphone.protocol import AnyIntent, AnyPhoneEvent, CallFacts, RegistrationState
from sync_server.telephony import pbx_tables
from sync_server.telephony.pbx import Pbx, PbxSettings
from sync_server.telephony.pbx_tables import RingGroup, SipUser, Tables
from tests.support.news import News
from tests.support.rtp import RtpPeer
from tests.support.wire_phone import WirePhone

DOMAIN = "desk.test"
OFFICE = "+15550100"
SCENARIOS = Path(__file__).parent / "sipp"
ROOT = Path(__file__).resolve().parents[2]
_TRACE_LINE = re.compile(r"^-{20,} (\d{4}-\d\d-\d\d)[ \t]+(\d\d:\d\d:\d\d\.\d+)", re.MULTILINE)


def free_ports(count: int) -> list[int]:
    """Ports nobody uses for TCP or UDP right now."""
    taken: list[tuple[socket.socket, socket.socket]] = []
    ports: list[int] = []
    while len(ports) < count:
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.bind(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        taken.append((tcp, udp))
        try:
            udp.bind(("127.0.0.1", tcp.getsockname()[1]))
        except OSError:
            continue
        ports.append(tcp.getsockname()[1])
    for tcp, udp in taken:
        tcp.close()
        udp.close()
    return ports


def free_port_run(count: int) -> int:
    """The first of `count` ports in a row that nobody uses."""
    while True:
        (first,) = free_ports(1)
        if all(not _is_udp_bound(first + step) for step in range(count)):
            return first


def wait_until(is_so: Callable[[], bool], what: str, within: float = 5.0) -> None:
    """Poll until `is_so`; fail with `what` was waited for."""
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what}")
        pause.wait(0.01)


def speech(target: Path, text: str) -> Path:
    """`text` spoken by espeak-ng: mono, 16 kHz, the form our phones speak from."""
    raw = target.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-w", raw, text], check=True)
    subprocess.run(
        ["sox", raw, "-r", "16000", "-c", "1", "-b", "16", target, "gain", "-n", "-3"], check=True
    )
    return target


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a phone and when this process read it (monotonic seconds)."""

    event: AnyPhoneEvent
    at: float


class Agent:
    """A real `ringdesk-phone --stdio` process, spoken to as the desktop does."""

    def __init__(
        self,
        user: str,
        folder: Path,
        mic: Path | None = None,
        *,
        devices: bool = False,
        more: tuple[str, ...] = (),
    ) -> None:
        self.user = user
        self.ear = folder / f"{user}-ear.wav"
        self.heard: list[Heard] = []
        self._changed = threading.Condition()
        self._is_killed = False
        command = [sys.executable, "-m", "softphone", "--stdio", *more]
        if not devices:
            command += ["--ear", str(self.ear)]
        if mic:
            command += ["--mic", str(mic)]
        self._errors = (folder / f"{user}-stderr.txt").open("wb")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def say(self, intent: AnyIntent) -> None:
        assert self.process.stdin
        self.process.stdin.write(protocol.encode(intent))
        self.process.stdin.flush()

    def register(self, system: PhoneSystem, password: str | None = None, port: int = 0) -> None:
        """Through `port` when something stands between this phone and the PBX."""
        self.say(
            protocol.Register(
                user=self.user,
                password=password or system.password(self.user),
                domain=DOMAIN,
                proxy_host=system.settings.sip_host,
                proxy_port=port or system.port,
            )
        )

    def wait_for(
        self,
        is_it: Callable[[AnyPhoneEvent], bool],
        what: str,
        within: float = 5.0,
        after: float = 0.0,
    ) -> Heard:
        """The first event, past or coming, that is it, of those `after` (monotonic)."""
        deadline = time.monotonic() + within
        seen = 0
        with self._changed:
            while True:
                for heard in self.heard[seen:]:
                    if heard.at > after and is_it(heard.event):
                        return heard
                seen = len(self.heard)
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise AssertionError(f"{self.user} did not report within {within} s: {what}")

    def wait_registered(self, within: float = 5.0, after: float = 0.0) -> Heard:
        return self.wait_for(
            lambda event: (
                isinstance(event, protocol.Registration)
                and event.state is RegistrationState.REGISTERED
            ),
            "registered",
            within,
            after,
        )

    def wait_call(
        self,
        is_it: Callable[[CallFacts], bool],
        what: str,
        within: float = 5.0,
        after: float = 0.0,
    ) -> CallFacts:
        """The first snapshot of a call, past or coming, that is it."""
        return self.wait_call_heard(is_it, what, within, after)[0]

    def wait_call_heard(
        self,
        is_it: Callable[[CallFacts], bool],
        what: str,
        within: float = 5.0,
        after: float = 0.0,
    ) -> tuple[CallFacts, float]:
        def has(event: AnyPhoneEvent) -> bool:
            return isinstance(event, protocol.Calls) and any(is_it(call) for call in event.calls)

        heard = self.wait_for(has, what, within, after)
        assert isinstance(heard.event, protocol.Calls)
        return next(call for call in heard.event.calls if is_it(call)), heard.at

    def wait_ringing(self, within: float = 5.0) -> CallFacts:
        return self.wait_call(lambda call: call.state is CallState.RINGING, "ringing", within)

    def wait_talking(self, within: float = 5.0) -> CallFacts:
        return self.wait_call(lambda call: call.state is CallState.TALKING, "talking", within)

    def wait_ended(self, within: float = 5.0) -> CallFacts:
        return self.wait_call(lambda call: call.state is CallState.ENDED, "ended", within)

    def kill(self) -> None:
        """End it as a crash does."""
        self._is_killed = True
        self.process.kill()
        self.process.wait(5)

    def close(self) -> None:
        """Close its input as a desktop that goes away; it must leave by itself."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
            raise AssertionError(f"the phone of {self.user} did not end with its input") from None
        finally:
            self._reader.join(2)
            if self.process.stdout:
                self.process.stdout.close()
            self._errors.close()
        code = self.process.returncode
        if code != 0 and not self._is_killed:
            raise AssertionError(f"the phone of {self.user} left with {code}")

    def _read(self) -> None:
        assert self.process.stdout
        for row in self.process.stdout:
            heard = Heard(protocol.read_event(row), time.monotonic())
            with self._changed:
                self.heard.append(heard)
                self._changed.notify_all()


@dataclass(slots=True)
class Sipp:
    """One SIPp run and its message trace."""

    process: subprocess.Popen[bytes]
    trace: Path
    rtp: RtpPeer

    def wait(self, within: float = 20.0) -> int:
        return self.process.wait(within)

    def seconds_from_invite_to(self, first_line: str) -> float:
        """From the INVITE going out to the first message that begins with `first_line`."""
        rows = self.messages()
        sent = next(moment for moment, line in rows if line.startswith("INVITE "))
        got = next(moment for moment, line in rows if line.startswith(first_line))
        return (got - sent).total_seconds()

    def sent_at(self, first_line: str) -> float:
        """Wall-clock seconds of the first message that begins with `first_line`."""
        return next(m.timestamp() for m, line in self.messages() if line.startswith(first_line))

    def has(self, first_line: str) -> bool:
        return any(line.startswith(first_line) for _, line in self.messages())

    def messages(self) -> list[tuple[datetime, str]]:
        text = self.trace.read_text(errors="replace")
        found = list(_TRACE_LINE.finditer(text))
        rows = []
        for index, match in enumerate(found):
            end = found[index + 1].start() if index + 1 < len(found) else len(text)
            body = text[match.end() : end].split("\n\n", 1)[-1].lstrip()
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}+00:00")
            rows.append((moment, body.split("\n", 1)[0].strip()))
        return rows

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(3)
        self.rtp.close()


@dataclass(slots=True)
class PhoneSystem:
    """Use `phone_system(...)`. Everything started from it is ended with it."""

    folder: Path
    pbx: Pbx
    settings: PbxSettings
    tables: Tables
    _owned: list[Agent | Sipp | WirePhone] = field(default_factory=list)
    _runs: int = 0

    @property
    def port(self) -> int:
        return self.settings.sip_port

    @property
    def address(self) -> str:
        return f"{self.settings.sip_host}:{self.port}"

    def news(self) -> News:
        """What the phone system tells, from now on."""
        return News(self.settings.access_file)

    def wire(
        self,
        user: str,
        domain: str = DOMAIN,
        *,
        registered: bool = False,
        source: str = "127.0.0.1",
        is_stream: bool = False,
        context: ssl.SSLContext | None = None,
    ) -> WirePhone:
        """A phone of plain SIP text: an agent's when `registered`, else somebody outside."""
        port = self.settings.tls_port if context else self.port
        server = (self.settings.sip_host, port)
        phone = WirePhone(server, user, domain, source, context, is_stream)
        self._owned.append(phone)
        if registered:
            assert phone.register(self.password(user)).code == 200
        return phone

    def password(self, user: str) -> str:
        return f"secret-of-{user}"

    def use(self, tables: Tables) -> None:
        """Save and push, as the server does."""
        self.tables = tables
        pbx_tables.save(tables, self.settings.tables_file)
        self.pbx.push_if_changed()

    def agent(
        self,
        user: str,
        mic: Path | None = None,
        *,
        registered: bool = True,
        devices: bool = False,
        more: tuple[str, ...] = (),
    ) -> Agent:
        """A phone that speaks from `mic` and hears into a file, or uses the machine's `devices`."""
        phone = Agent(user, self.folder, mic, devices=devices, more=more)
        self._owned.append(phone)
        if registered:
            phone.register(self)
            phone.wait_registered()
        return phone

    def agents(self, *users: str) -> list[Agent]:
        """Several phones, started side by side."""
        phones = [self.agent(user, registered=False) for user in users]
        for phone in phones:
            phone.register(self)
        for phone in phones:
            phone.wait_registered(10)
        return phones

    def caller(
        self,
        scenario: str = "caller",
        *,
        dialled: str = OFFICE,
        number: str = "+12025550123",
        display: str = "Pat Example",
        from_host: str = "outside.example",
        talk_ms: int = 0,
        code: int = 0,
        content_type: str = "application/sdp",
        voice: Path | None = None,
    ) -> Sipp:
        """A caller from outside. `talk_ms` 0 = the desk hangs up, else the caller does after it."""
        then = "then_hang_up" if talk_ms else "then_wait_for_bye"
        values = {
            "AFTER_ANSWER": (SCENARIOS / f"{then}.xml").read_text(),
            "DIALLED": dialled,
            "CALLER": number,
            "DISPLAY": display,
            "FROM_HOST": from_host,
            "TALK_MS": str(talk_ms),
            "CODE": str(code),
            "CONTENT_TYPE": content_type,
        }
        target = [f"{self.settings.sip_host}:{self.port}"]
        if scenario == "gives_up":  # each phone's 180 comes during the pause
            target += ["-default_behaviors", "all,-abortunexp"]
        return self._sipp(scenario, values, voice, target)

    def callee(self, port: int, voice: Path | None = None, ring_ms: int = 100) -> Sipp:
        """Somebody outside who answers; make `gateway` of the tables point to `port`."""
        sipp = self._sipp("callee", {"TALK_MS": str(ring_ms)}, voice, ["-p", str(port)])
        wait_until(lambda: _is_udp_bound(port), "SIPp listens")
        return sipp

    def forget(self, done: Sipp) -> None:
        """A caller who is gone: nothing of theirs is kept until the end."""
        done.close()
        self._owned.remove(done)

    def close(self) -> None:
        faults = []
        for thing in reversed(self._owned):
            try:
                thing.close()
            except AssertionError as fault:
                faults.append(str(fault))
        self.pbx.stop()
        if faults:
            raise AssertionError("; ".join(faults))

    def _sipp(
        self, scenario: str, values: dict[str, str], voice: Path | None, more: list[str]
    ) -> Sipp:
        self._runs += 1
        rtp = RtpPeer(voice)
        text = (SCENARIOS / f"{scenario}.xml").read_text()
        for name, value in (*values.items(), ("RTP_PORT", str(rtp.port))):
            text = text.replace(f"@{name}@", value)
        script = self.folder / f"sipp-{self._runs}.xml"
        script.write_text(text)
        trace = self.folder / f"sipp-{self._runs}-messages.txt"
        command = ["sipp", "-sf", str(script), "-i", "127.0.0.1", "-m", "1", "-nostdin"]
        command += ["-trace_msg", "-message_file", str(trace), "-timeout", "60"]
        with (self.folder / f"sipp-{self._runs}-out.txt").open("wb") as out:
            process = subprocess.Popen(
                [*command, *more],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TERM": "dumb", "TZ": "UTC"},
            )
        sipp = Sipp(process, trace, rtp)
        self._owned.append(sipp)
        return sipp


@contextmanager
def phone_system(
    folder: Path,
    users: tuple[str, ...] = ("ann", "bob", "cid"),
    *,
    ring_seconds: int = 25,
    fallback_uri: str = "",
    gateway: str = "",
    host: str = "127.0.0.1",
    has_tls: bool = False,
) -> Iterator[PhoneSystem]:
    """A PBX with one business number that rings `users`."""
    sip_port, rpc_port, evapi_port, tls_port = free_ports(4)
    settings = PbxSettings(
        folder / "state",
        DOMAIN,
        host,
        sip_port,
        rpc_port,
        evapi_port,
        tls_port=tls_port if has_tls else 0,
    )
    system = PhoneSystem(folder, Pbx(settings), settings, Tables())
    accounts = tuple(
        SipUser(user, pbx_tables.ha1(user, DOMAIN, system.password(user))) for user in users
    )
    group = RingGroup(OFFICE, users, ring_seconds, fallback_uri)
    pbx_tables.save(Tables(accounts, (group,), gateway), settings.tables_file)
    system.tables = pbx_tables.load(settings.tables_file)
    try:
        system.pbx.start()
        yield system
    finally:
        system.close()


def _is_udp_bound(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
